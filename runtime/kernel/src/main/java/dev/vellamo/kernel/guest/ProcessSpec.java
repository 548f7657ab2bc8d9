package dev.vellamo.kernel.guest;

import dev.vellamo.guest.GuestClassPath;
import dev.vellamo.guest.GuestProgram;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.process.GuestLimits;
import dev.vellamo.vm.process.GuestSpec;
import dev.vellamo.vm.process.JavaMemory;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a guest of a config is started: its command, its environment, and what it may use. Looks at the disk. */
final class ProcessSpec {

    private ProcessSpec() {}

    static GuestSpec of(String name, ProcessGuest config, Collection<VatConfig> tenants) throws IOException {
        var isOurs = config.command().isEmpty();
        var files = new ArrayList<FileGrant>();
        if (isOurs) {
            files.addAll(SystemFiles.javaInstallation(javaHome()));
            classPath(config).forEach(entry -> files.add(new FileGrant(entry, FileAccess.READ)));
        }
        tenants.forEach(vat -> vat.powers()
                .files()
                .ifPresent(granted -> files.add(new FileGrant(granted.root().toAbsolutePath(), FileAccess.WRITE))));
        var spec = GuestSpec.of(name, isOurs ? javaCommand(config) : command(config))
                .withEnvironment(environment(config))
                .withRights(new GuestSpec.Rights(files, false))
                .withLimits(GuestLimits.of(config.limits()));
        return confined(
                config.directory().map(path -> spec.in(path.toAbsolutePath())).orElse(spec), config);
    }

    private static GuestSpec confined(GuestSpec spec, ProcessGuest config) {
        return switch (config.confinement()) {
            case REQUIRED -> spec.requiring(EnumSet.allOf(Protection.class));
            case BEST_EFFORT -> spec;
            case OFF -> spec.unconfined();
        };
    }

    /** With the program's absolute path. */
    private static List<String> command(ProcessGuest config) throws IOException {
        var command = new ArrayList<>(config.command());
        command.set(0, program(command.get(0)).toString());
        return command;
    }

    private static Path program(String name) throws IOException {
        if (name.contains("/")) {
            return Path.of(name);
        }
        var places = System.getenv().getOrDefault("PATH", "");
        return Stream.of(places.split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, name).toAbsolutePath())
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new FileNotFoundException("no program \"" + name + "\" on the PATH " + places));
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private static List<Path> classPath(ProcessGuest config) {
        var all = new ArrayList<>(GuestClassPath.own());
        config.classPath().forEach(entry -> all.add(entry.toAbsolutePath()));
        return all;
    }

    private static List<String> javaCommand(ProcessGuest config) {
        var command = new ArrayList<String>();
        command.add(javaHome().resolve("bin/java").toString());
        config.limits().memory().ifPresent(memory -> command.add(JavaMemory.heapOption(memory.bytes())));
        // One collector thread, and no file for tools in a directory that the guest may not see.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Djava.io.tmpdir=.", "-Dfile.encoding=UTF-8"));
        command.addAll(GuestProgram.JVM_OPTIONS);
        command.add("-cp");
        command.add(classPath(config).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(GuestProgram.class.getName());
        return command;
    }

    /** Unless the config says otherwise names of files are UTF-8, and few threads have a reserve of 64 MiB for malloc. */
    private static Map<String, String> environment(ProcessGuest config) {
        var all = new HashMap<String, String>();
        all.put("LC_ALL", "C.UTF-8");
        all.put("MALLOC_ARENA_MAX", "2");
        all.putAll(config.env());
        return all;
    }
}
