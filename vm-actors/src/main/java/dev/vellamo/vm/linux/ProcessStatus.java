package dev.vellamo.vm.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code /proc/PID/status} tells of a process' confinement. */
public record ProcessStatus(boolean noNewPrivileges, boolean systemCallsFiltered, boolean withoutCapabilities) {

    private static final String FILTERED = "2";

    public static ProcessStatus of(int pid) throws IOException {
        return parse(Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status")));
    }

    static ProcessStatus parse(List<String> lines) {
        return new ProcessStatus(
                "1".equals(value(lines, "NoNewPrivs")),
                FILTERED.equals(value(lines, "Seccomp")),
                value(lines, "CapPrm").matches("0+") && value(lines, "CapEff").matches("0+"));
    }

    /** The value of a line; empty if an older kernel does not have it. */
    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }
}
