package dev.vellamo.vm.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains what a guest prints, so that it never waits for us: into the logger {@code guest.NAME}, no faster than a limit,
 * and the last lines into memory. Runs on a thread of its own until every process that could print has ended.
 */
final class GuestOutput implements Runnable {

    /** A line of the log that a person reads. */
    static final int MAX_LINE_BYTES = 4096;
    /** More lines in a second than this are counted instead: nobody reads them, and the log is shared. */
    static final int LINES_PER_SECOND = 200;

    private static final int CHUNK_BYTES = 8192;
    private static final Logger LOG = LoggerFactory.getLogger(GuestOutput.class);

    private final String guest;
    private final InputStream printed;
    private final OutputTail tail;
    private final Consumer<String> log;
    private final OutputLines lines = new OutputLines(MAX_LINE_BYTES);
    private final LineRate rate = new LineRate(LINES_PER_SECOND, System.nanoTime());

    GuestOutput(String guest, InputStream printed, OutputTail tail) {
        this(guest, printed, tail, LoggerFactory.getLogger("guest." + guest)::info);
    }

    GuestOutput(String guest, InputStream printed, OutputTail tail, Consumer<String> log) {
        this.guest = guest;
        this.printed = printed;
        this.tail = tail;
        this.log = log;
    }

    @Override
    public void run() {
        try (printed) {
            var chunk = new byte[CHUNK_BYTES];
            for (int count = printed.read(chunk); count >= 0; count = printed.read(chunk)) {
                accept(lines.add(chunk, count));
            }
        } catch (IOException failure) {
            LOG.warn("[{}] reading its output failed; what it prints from here on is lost", guest, failure);
        }
        accept(lines.end());
        reportLeftOut();
    }

    private void accept(List<String> complete) {
        for (var line : complete) {
            tail.add(line);
            if (rate.passes(System.nanoTime())) {
                reportLeftOut();
                log.accept(line);
            }
        }
    }

    private void reportLeftOut() {
        var count = rate.takeLeftOut();
        if (count > 0) {
            log.accept(count + " lines left out: it prints more than " + LINES_PER_SECOND + " in a second");
        }
    }
}
