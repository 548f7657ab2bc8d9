package dev.vellamo.daemon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a person would, and keeps what they print in files. */
final class Shell {

    /** A first start prepares class data on a machine that is busy. */
    private static final long DEADLINE_SECONDS = 120;

    private final Path outputs;
    private final Map<String, String> environment = new HashMap<>();

    Shell(Path outputs) {
        this.outputs = outputs;
    }

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    /** A command that was started. */
    record Started(Process process, Path out, Path err) {

        Ended await() throws IOException, InterruptedException {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it does not end; so far: " + Files.readString(out) + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /** Makes a shell script. */
    static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Started start(Path directory, String... command) throws IOException {
        var out = Files.createTempFile(outputs, "out", ".txt");
        var err = Files.createTempFile(outputs, "err", ".txt");
        var builder = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        var process = builder.start();
        process.getOutputStream().close();
        return new Started(process, out, err);
    }

    Ended run(Path directory, String... command) throws IOException, InterruptedException {
        return start(directory, command).await();
    }
}
