package dev.vellamo.store.sqlite.proof;

import dev.vellamo.placement.Placement;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link BankProgram} in a JVM of its own, as its parent sees it. What it logs is in a file. */
final class BankProcess implements AutoCloseable {

    /** A start takes some two seconds; a machine that does many other things needs more. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final BufferedWriter input;
    private final Thread reader;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private BankProcess(Process process, Path log, Consumer<String> listener) {
        this.process = process;
        this.log = log;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.reader = new Thread(() -> reads(listener), "bank-" + process.pid());
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param listener is given each line it writes, but for "ready", by a thread that ends with it
     * @param before what comes before the command line, such as a shell that sets limits
     */
    static BankProcess start(Path home, Consumer<String> listener, String... before) {
        var log = home.resolve("log.txt");
        var command = new ArrayList<>(List.of(before));
        command.addAll(command(home));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new BankProcess(process, log, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the banks: " + e.getMessage(), e);
        }
    }

    /** Quick to start, and with the access to native code that this JVM was given. */
    private static List<String> command(Path home) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.add("-D" + Placement.PROPERTY + "=" + Placement.current());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx256m", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(BankProgram.class.getName(), home.toString()));
        return command;
    }

    private void reads(Consumer<String> listener) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals("ready")) {
                    ready.complete(true);
                } else {
                    listener.accept(line);
                }
            }
        } catch (IOException e) {
            listener.accept("unreadable " + e.getMessage());
        } finally {
            ready.complete(false);
        }
    }

    /** Whether everything runs; false if it ends before. */
    boolean awaitReady() {
        var isReady = answer(ready, DEADLINE);
        if (isReady == null) {
            throw new AssertionError("the banks are not ready after " + DEADLINE.toSeconds() + " s" + logged());
        }
        return isReady;
    }

    /** Lets it run. False: it has ended by itself meanwhile. */
    boolean runs(Duration time) {
        return answer(process.onExit(), time) == null;
    }

    private static <T> @Nullable T answer(CompletableFuture<T> future, Duration atMost) {
        try {
            return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new AssertionError("a future that never fails did", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the banks", e);
        }
    }

    /** Says something; to a process that is dead it says nothing. */
    synchronized void says(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException("the banks take no input: " + e.getMessage(), e);
            }
        }
    }

    /** Kills it as {@code kill -9} does. What it wrote before was given to the listener when this returns. */
    void kill() {
        // Process.destroyForcibly would also close its output, with what was written and not read.
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Kills one of the processes that it has started, if there are any. Which one, the choice says. */
    void killsOneOfItsOwn(Function<List<ProcessHandle>, ProcessHandle> choice) {
        var all = process.descendants().filter(ProcessHandle::isAlive).toList();
        if (!all.isEmpty()) {
            choice.apply(all).destroyForcibly();
        }
    }

    /** Ends it in order. */
    void ends() {
        says("end");
        if (awaitEnd() != 0) {
            throw new AssertionError("the banks ended with exit code " + process.exitValue() + logged());
        }
    }

    /** Waits until it has ended; its exit code. */
    int awaitEnd() {
        if (runs(DEADLINE)) {
            throw new AssertionError("the banks do not end" + logged());
        }
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the banks", e);
        }
        return process.exitValue();
    }

    /** The end of what it logged. */
    String logged() {
        try {
            var lines = Files.readAllLines(log);
            return "; its log ends:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "; its log cannot be read: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
