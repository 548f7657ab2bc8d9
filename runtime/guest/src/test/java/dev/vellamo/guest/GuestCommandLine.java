package dev.vellamo.guest;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the guest program is started, with the vats of the tests on its class path. */
final class GuestCommandLine {

    private GuestCommandLine() {}

    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    static List<Path> classPath() throws URISyntaxException {
        var tests = SampleVats.class.getProtectionDomain().getCodeSource().getLocation();
        return Stream.concat(GuestClassPath.own().stream(), Stream.of(Path.of(tests.toURI())))
                .toList();
    }

    /** With what is asked for, and a JVM that starts fast. */
    static List<String> of(List<String> jvmOptions) throws URISyntaxException {
        var command = new ArrayList<String>();
        command.add(javaHome().resolve("bin/java").toString());
        command.addAll(GuestProgram.JVM_OPTIONS);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(GuestProgram.class.getName());
        return command;
    }
}
