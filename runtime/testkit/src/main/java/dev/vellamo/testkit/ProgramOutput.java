package dev.vellamo.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a program writes, read by a thread that ends with it. Thread-safe. */
final class ProgramOutput implements AutoCloseable {

    private static final int CHUNK_CHARS = 8192;

    private final String program;
    private final InputStream stream;
    private final StringBuilder all = new StringBuilder();
    private int readChars;
    private boolean ended;

    private ProgramOutput(String program, InputStream stream) {
        this.program = program;
        this.stream = stream;
    }

    static ProgramOutput of(String program, Process process) {
        var output = new ProgramOutput(program, process.getInputStream());
        var reader = new Thread(output::readAll, "output-of-" + program);
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private void readAll() {
        var chars = new InputStreamReader(stream, StandardCharsets.UTF_8);
        var chunk = new char[CHUNK_CHARS];
        try {
            for (int count = chars.read(chunk); count >= 0; count = chars.read(chunk)) {
                add(new String(chunk, 0, count));
            }
        } catch (IOException e) {
            add("\n(its output cannot be read: " + e.getMessage() + ")\n");
        } finally {
            end();
        }
    }

    private synchronized void add(String text) {
        all.append(text);
    }

    private synchronized void end() {
        ended = true;
    }

    String readLine() {
        Eventually.holds(() -> program + " writes a line" + soFar(), () -> isEnded() || lineEnd() >= 0);
        return takeLine();
    }

    private synchronized String takeLine() {
        int end = lineEnd();
        if (end < 0) {
            throw new AssertionError(program + " has ended without writing a line" + soFar());
        }
        var line = all.substring(readChars, end);
        readChars = end + 1;
        return line;
    }

    String readToEnd() {
        Eventually.holds(() -> program + " ends its output" + soFar(), this::isEnded);
        return takeAll();
    }

    private synchronized String takeAll() {
        var rest = all.substring(readChars);
        readChars = all.length();
        return rest;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized int lineEnd() {
        return all.indexOf("\n", readChars);
    }

    /** For messages about what went wrong. */
    synchronized String soFar() {
        return all.isEmpty() ? "; it wrote nothing" : "; it wrote:\n" + all;
    }

    /** Waits for the reading thread, whose program has been ended. */
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the output of " + program + ": " + e.getMessage(), e);
        }
    }
}
