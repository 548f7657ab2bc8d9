package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client program that nobody here wrote, as a child process. */
public final class ForeignClient implements AutoCloseable {

    private static final long PATIENCE_S = 20;

    private final Process process;

    private ForeignClient(Process process) {
        this.process = process;
    }

    /** Starts a program; without it the test is skipped, or fails where {@code VELLAMO_REQUIRE_ALL=1}. */
    public static ForeignClient run(String... command) {
        require(command[0]);
        try {
            var builder = new ProcessBuilder(List.of(command)).redirectError(ProcessBuilder.Redirect.INHERIT);
            return new ForeignClient(builder.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static ForeignClient python(String script, Path socket) {
        return run("python3", "-c", "import socket, sys, time, os\n" + script, socket.toString());
    }

    public ForeignClient type(String text) throws IOException {
        process.outputWriter().write(text);
        process.outputWriter().flush();
        return this;
    }

    public ForeignClient endInput() throws IOException {
        process.outputWriter().close();
        return this;
    }

    public String readLine() throws IOException {
        return String.valueOf(process.inputReader().readLine());
    }

    /** All output; waits for the program's end. */
    public String output() throws IOException, InterruptedException {
        var all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.getInputStream().close();
    }

    /** Skips the test if there is no such program, or fails it. */
    public static void require(String program) {
        var folders = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        var found = folders.anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found && "1".equals(System.getenv("VELLAMO_REQUIRE_ALL"))) {
            fail(program + " is not installed, and VELLAMO_REQUIRE_ALL=1 lets no test be skipped");
        }
        assumeTrue(found, () -> "SKIPPED: this test needs the program " + program + ", which is not installed");
    }
}
