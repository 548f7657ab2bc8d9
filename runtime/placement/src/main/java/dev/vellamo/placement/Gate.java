package dev.vellamo.placement;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where code of a vat stops until the test lets it go on, whatever process it runs in. It is a named pipe: whoever wants to
 * pass reads from it, so the test sees that somebody has come, and all go on when it is opened. What is open stays open.
 *
 * <p>The directory of all gates is on the class path of {@link Placement#ELSEWHERE}, so a guest that is confined may read
 * them; more is not needed.
 */
public final class Gate implements AutoCloseable {

    /** Only a failing test waits for so long. */
    private static final long PATIENCE_SECONDS = 20;

    /** Below what Maven cleans, as a JVM that is killed leaves its gates. */
    static final Path DIRECTORY = directory();

    private static final AtomicLong NUMBER = new AtomicLong(System.nanoTime());

    private final Path pipe;
    private OutputStream held = OutputStream.nullOutputStream();

    private Gate(Path pipe) {
        this.pipe = pipe;
    }

    private static Path directory() {
        try {
            return Files.createDirectories(Path.of("target", "gates").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for gates: " + e.getMessage(), e);
        }
    }

    // What the test does

    /** A new gate, which is shut. */
    public static Gate shut() {
        var pipe = DIRECTORY.resolve(ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
        try {
            var made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
            if (made.waitFor() != 0) {
                throw new IllegalStateException("mkfifo " + pipe + " ended with " + made.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run mkfifo: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a gate is made", e);
        }
        return new Gate(pipe);
    }

    /** What the code of a vat is given: text, so that it can be an argument or a parameter. */
    public String path() {
        return pipe.toString();
    }

    /** Waits until somebody stands before it. */
    public void awaitsArrival() {
        held = CompletableFuture.supplyAsync(this::heldFromTheOtherSide, Gate::onAThreadOfItsOwn)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** The pool that all share may have one thread, and both sides block. */
    static void onAThreadOfItsOwn(Runnable task) {
        var thread = new Thread(task, "vellamo-gate");
        thread.setDaemon(true);
        thread.start();
    }

    /** A pipe cannot be opened for writing before somebody reads. */
    private OutputStream heldFromTheOtherSide() {
        try {
            return new FileOutputStream(pipe.toFile());
        } catch (FileNotFoundException e) {
            throw new CompletionException(e);
        }
    }

    /** Lets everybody pass, now and later. May be called more than once. */
    public void open() {
        if (Files.notExists(pipe)) {
            return;
        }
        try {
            // Open in both directions it wakes whoever still waits for an other side.
            var both = new RandomAccessFile(pipe.toFile(), "rw");
            Files.delete(pipe);
            held.close();
            both.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the gate " + pipe + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        open();
    }

    // What the code of a vat does

    /** Stands before a gate until it is opened. Does not react to interruption. */
    public static void pass(String path) {
        if (!isShut(path)) {
            return;
        }
        try (var pipe = new FileInputStream(path)) {
            if (pipe.read() >= 0) {
                throw new IllegalStateException("nobody writes into the gate " + path);
            }
        } catch (FileNotFoundException openedMeanwhile) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot pass the gate " + path + ": " + e.getMessage(), e);
        }
    }

    public static boolean isShut(String path) {
        return Files.exists(Path.of(path));
    }
}
