package dev.vellamo.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs a program of this class path; lines go in and come out. It ends when its input does. */
final class JavaProcess implements AutoCloseable {

    /** Of JVMs that start at once, one may find another's file of figures locked, and says so on standard output. */
    private static final String QUIET = "-XX:-UsePerfData";

    /** Then it is killed: what is measured is measured. */
    private static final long PATIENCE_SECONDS = 5;

    private final String name;
    private final Process process;
    private final PrintWriter input;
    private final BufferedReader output;

    private JavaProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static JavaProcess start(Class<?> program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseG1GC",
                QUIET,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        var name = program.getSimpleName() + " " + String.join(" ", arguments);
        return new JavaProcess(
                name,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Says a line and waits for the one that answers. */
    String ask(String line) throws IOException {
        input.println(line);
        return nextLine();
    }

    String nextLine() throws IOException {
        var line = output.readLine();
        if (line == null) {
            throw new IOException("a process of the measurement ended: " + name);
        }
        return line;
    }

    @Override
    public void close() {
        input.close();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }
}
