package dev.vellamo.vm.confinement;

import dev.vellamo.vm.linux.ProcessStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps a guest in its place and what does not, each as tried or read, not as intended.
 *
 * @param missing protections that are not in force, with the reason
 */
public record ConfinementReport(Map<Protection, String> missing) {

    /** Of a guest that nothing is to keep in its place. */
    public static final ConfinementReport OFF = new ConfinementReport(
            Stream.of(Protection.values()).collect(Collectors.toMap(each -> each, each -> "confinement is off")));

    public ConfinementReport {
        missing = missing.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(missing));
    }

    public Set<Protection> inForce() {
        return Collections.unmodifiableSet(EnumSet.complementOf(
                missing.isEmpty() ? EnumSet.noneOf(Protection.class) : EnumSet.copyOf(missing.keySet())));
    }

    /** The same, less what the kernel does not confirm of the process itself. */
    public ConfinementReport confirmedBy(ProcessStatus status) {
        var all = new EnumMap<Protection, String>(Protection.class);
        all.putAll(missing);
        if (!status.noNewPrivileges()) {
            all.putIfAbsent(Protection.NO_NEW_PRIVILEGES, "NoNewPrivs is not set in its /proc/PID/status");
        }
        if (!status.withoutCapabilities()) {
            all.putIfAbsent(Protection.NO_CAPABILITIES, "CapPrm or CapEff is not empty in its /proc/PID/status");
        }
        if (!status.systemCallsFiltered()) {
            all.putIfAbsent(Protection.SYSTEM_CALLS, "Seccomp is not 2 (filter) in its /proc/PID/status");
        }
        return new ConfinementReport(all);
    }

    /** The same, and one protection less. */
    public ConfinementReport without(Protection protection, String reason) {
        var all = new EnumMap<Protection, String>(Protection.class);
        all.put(protection, reason);
        all.putAll(missing);
        return new ConfinementReport(all);
    }

    /** Those of some protections that are not in force. */
    public Set<Protection> missingOf(Set<Protection> wanted) {
        return wanted.stream().filter(missing::containsKey).collect(Collectors.toUnmodifiableSet());
    }

    /** One line for people. */
    public String text() {
        if (missing.isEmpty()) {
            return "all protections in force";
        }
        if (equals(OFF)) {
            return "no protection is in force: confinement is off";
        }
        return missing.entrySet().stream()
                .map(each -> each.getKey() + " is not in force: " + each.getValue())
                .collect(Collectors.joining("; "));
    }
}
