package dev.vellamo.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that nobody here wrote, as a child process: a client such as {@code socat}, {@code nc}, {@code python3}.
 *
 * <pre>{@code
 * try (var client = ForeignProgram.start("socat", "-", "UNIX-CONNECT:" + socket)) {
 *     assertThat(client.type("hello\n").readLine()).isEqualTo("hello");
 *     assertThat(client.type("bye").endInput().output()).isEqualTo("bye\n");
 * }
 * }</pre>
 *
 * <p>Where the program is not installed the test is skipped and says so; with the environment variable
 * {@code VELLAMO_REQUIRE_ALL=1} it fails instead. Every wait has the deadline of {@link Eventually}; then the program is
 * killed and the test fails. What it writes on its error output is seen with its output.
 */
public final class ForeignProgram implements AutoCloseable {

    private static final String REQUIRE_ALL = "VELLAMO_REQUIRE_ALL";

    private final String name;
    private final Process process;
    private final ProgramOutput output;

    private ForeignProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.output = ProgramOutput.of(name, process);
    }

    /** Starts a program in the directory of this process. */
    public static ForeignProgram start(String... command) {
        return startIn(Path.of("").toAbsolutePath(), command);
    }

    /** Starts a program in a directory. */
    public static ForeignProgram startIn(Path directory, String... command) {
        require(command[0]);
        var builder = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        try {
            return new ForeignProgram(command[0], builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command[0] + ": " + e.getMessage(), e);
        }
    }

    /** Skips the test, or fails it, if a program is not installed. */
    public static void require(String... programs) {
        for (var program : programs) {
            requireThat(find(program).isPresent(), "the program " + program + ", which is not installed");
        }
    }

    /**
     * Skips the test, or fails it, if something else of the machine is missing.
     *
     * @param what it is, for "this test needs ..."
     */
    public static void requireThat(boolean isThere, String what) {
        if (isThere) {
            return;
        }
        if ("1".equals(System.getenv(REQUIRE_ALL))) {
            Assertions.fail("this test needs " + what + ", and " + REQUIRE_ALL + "=1 lets no test be skipped");
        }
        var reason = "SKIPPED: this test needs " + what;
        System.err.println(reason);
        Assumptions.abort(reason);
    }

    /** Where a program is: a path as it is, a name on the {@code PATH}. */
    public static Optional<Path> find(String program) {
        var folders = program.contains(File.separator)
                ? Stream.of("")
                : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        return folders.map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Writes to its input. */
    public ForeignProgram type(String text) {
        try {
            var input = process.outputWriter();
            input.write(text);
            input.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no input: " + e.getMessage() + output.soFar(), e);
        }
    }

    /** Its input ends. */
    public ForeignProgram endInput() {
        try {
            process.outputWriter().close();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no input: " + e.getMessage() + output.soFar(), e);
        }
    }

    /**
     * The next line of its output, without what ends it.
     *
     * @throws AssertionError if the output ends or nothing comes
     */
    public String readLine() {
        return output.readLine();
    }

    /** What it writes from here to its end, which this waits for. */
    public String output() {
        var rest = output.readToEnd();
        exitCode();
        return rest;
    }

    /** Waits for its end. */
    public int exitCode() {
        awaitExit();
        return process.exitValue();
    }

    /** Kills it, as {@code kill -9} does, and waits for its end. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Sends it a signal, such as {@code INT}. */
    public ForeignProgram signal(String signal) {
        try (var kill = start("kill", "-" + signal, Long.toString(pid()))) {
            if (kill.exitCode() != 0) {
                throw new AssertionError(name + " did not get the signal " + signal + ": " + kill.output());
            }
        }
        return this;
    }

    public long pid() {
        return process.pid();
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " does not end" + output.soFar());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    /** Kills it and what it started, if they still run. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
        output.close();
    }
}
