package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ResourceLimit;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One guest that is to be a child process.
 *
 * @param name what it is called in the log and in errors
 * @param command the program's absolute path and its arguments; others on the machine can see them
 * @param environment all its variables, beside {@link GuestDirectory#MARK}
 * @param rights what it may use beyond the files that every program needs and a directory of its own
 * @param limits set before its first instruction; those of {@link #DEFAULT_LIMITS} where nothing is said
 * @param required the protections without which it is not started; the others are tried
 */
public record GuestSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Rights rights,
        Map<ResourceLimit, Long> limits,
        GuestDeadlines deadlines,
        Set<Protection> required) {

    /** A core file would be memory of the guest on disk; 1,024 descriptors are what a login gives. */
    public static final Map<ResourceLimit, Long> DEFAULT_LIMITS =
            Map.of(ResourceLimit.CORE_BYTES, 0L, ResourceLimit.OPEN_FILES, 1024L);

    /** Tells the guest which start of the kernel it belongs to; see the page of the wire. */
    private static final String INCARNATION = "VELLAMO_INCARNATION";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Variables that do not pass through the gate as they are. */
    private static final Set<String> OF_THE_SHELL = Set.of("PWD", "OLDPWD", "SHLVL", "IFS", "PPID", "OPTIND", "_");

    /**
     * What a guest may use.
     *
     * @param files beyond those that every program needs
     * @param network whether it may open sockets of the internet families
     */
    public record Rights(List<FileGrant> files, boolean network) {
        public static final Rights NONE = new Rights(List.of(), false);

        public Rights {
            files = List.copyOf(files);
        }
    }

    public GuestSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        limits = Map.copyOf(limits);
        required = Set.copyOf(required);
        check(NAME.matcher(name).matches(), "a guest's name is 1 to 64 letters, digits, '_', '.' and '-': " + name);
        check(!command.isEmpty(), "guest " + name + " needs a command");
        check(
                Path.of(command.get(0)).isAbsolute(),
                "guest " + name + " needs the absolute path of its program, not " + command.get(0));
        command.forEach(each -> noZero(name, each));
        environment.forEach((key, value) -> variable(name, key, value));
        limits.forEach((limit, value) -> check(value >= 0, "guest " + name + ": limit " + limit + " is below 0"));
    }

    /** One with nothing beyond what every program needs, and all that is tried but nothing required. */
    public static GuestSpec of(String name, List<String> command) {
        return new GuestSpec(name, command, Map.of(), Rights.NONE, DEFAULT_LIMITS, GuestDeadlines.DEFAULT, Set.of());
    }

    /** One that is told this incarnation of the kernel, beside its other variables. */
    public GuestSpec withIncarnation(long incarnation) {
        var all = new HashMap<>(environment);
        all.put(INCARNATION, Long.toString(incarnation));
        return new GuestSpec(name, command, all, rights, limits, deadlines, required);
    }

    /** With these variables and no others. */
    public GuestSpec withEnvironment(Map<String, String> all) {
        return new GuestSpec(name, command, all, rights, limits, deadlines, required);
    }

    public GuestSpec withRights(Rights all) {
        return new GuestSpec(name, command, environment, all, limits, deadlines, required);
    }

    /** The same with some limits set otherwise. */
    public GuestSpec withLimits(Map<ResourceLimit, Long> some) {
        var all = new EnumMap<ResourceLimit, Long>(ResourceLimit.class);
        all.putAll(limits);
        all.putAll(some);
        return new GuestSpec(name, command, environment, rights, all, deadlines, required);
    }

    public GuestSpec withDeadlines(GuestDeadlines all) {
        return new GuestSpec(name, command, environment, rights, limits, all, required);
    }

    public GuestSpec requiring(Set<Protection> all) {
        return new GuestSpec(name, command, environment, rights, limits, deadlines, all);
    }

    private static void variable(String name, String key, String value) {
        check(VARIABLE.matcher(key).matches(), "guest " + name + ": not a name of a variable: " + key);
        check(
                key.equals(INCARNATION) || !key.startsWith("VELLAMO_"),
                "guest " + name + ": variables that begin with VELLAMO_ are the kernel's: " + key);
        check(!OF_THE_SHELL.contains(key), "guest " + name + ": the shell that starts it sets or removes " + key);
        noZero(name, value);
    }

    private static void noZero(String name, String text) {
        check(text.indexOf('\0') < 0, "guest " + name + ": an argument or variable contains a zero character");
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
