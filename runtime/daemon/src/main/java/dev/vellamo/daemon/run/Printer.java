package dev.vellamo.daemon.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Writes lines in the order in which they come, on a thread of its own: a terminal that is stopped, or a reader that does not
 * read, holds up neither the kernel nor its end.
 *
 * <p>Invariant: a line is written or counted as lost, and the number of lost lines is written as soon as the reader reads
 * again. Any thread may use it.
 */
final class Printer implements AutoCloseable {

    /** A few megabytes of ordinary lines: enough for a burst, too little to matter. */
    static final int MAX_QUEUED_LINES = 10_000;

    /** How long who logs is held up to the speed of the reader; a vat has seconds for a delivery. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** For what is queued at the end; a reader that takes longer does not read. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    /** No line that is printed contains a control character. */
    private static final Line END = Line.out("\u0004");

    private final PrintStream out;
    private final PrintStream err;
    private final LongFunction<Line> lostLines;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(MAX_QUEUED_LINES);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this::write, "vellamo-output");
    private volatile boolean stalled;

    /**
     * Writes at once.
     *
     * @param lostLines says how many lines were lost
     */
    Printer(PrintStream out, PrintStream err, LongFunction<Line> lostLines) {
        this.out = out;
        this.err = err;
        this.lostLines = lostLines;
        thread.setDaemon(true);
        thread.start();
    }

    /** Never waits; for the kernel's threads. */
    void print(List<Line> lines) {
        for (var line : lines) {
            if (!queue.offer(line)) {
                lost.incrementAndGet();
            }
        }
    }

    /** Waits a little while the reader is behind; for those who log more than is read. */
    void printPatiently(List<Line> lines) {
        for (var line : lines) {
            if (!queue.offer(line) && (stalled || !offerPatiently(line))) {
                lost.incrementAndGet();
            }
        }
    }

    private boolean offerPatiently(Line line) {
        try {
            var taken = queue.offer(line, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            stalled = !taken;
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write() {
        var lines = new ArrayList<Line>();
        try {
            while (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
                lines.clear();
                lines.add(queue.take());
                queue.drainTo(lines);
                stalled = false;
                // Lines are lost behind a full queue, so what was lost until now comes after what was in it.
                long missing = lost.getAndSet(0);
                write(lines);
                if (missing > 0) {
                    write(List.of(lostLines.apply(missing)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One write for all neighbours of the same stream. */
    private void write(List<Line> lines) {
        var text = new StringBuilder();
        var isProblem = false;
        for (var line : lines) {
            if (line.equals(END)) {
                break;
            }
            if (line.isProblem() != isProblem) {
                flush(isProblem, text);
                isProblem = line.isProblem();
            }
            text.append(line.text()).append('\n');
        }
        flush(isProblem, text);
    }

    private void flush(boolean isProblem, StringBuilder text) {
        if (!text.isEmpty()) {
            var stream = isProblem ? err : out;
            stream.print(text);
            stream.flush();
            text.setLength(0);
        }
    }

    /** Writes what is queued, unless nobody reads. */
    @Override
    public void close() {
        try {
            if (queue.offer(END, LAST_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.join(LAST_LINES.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
