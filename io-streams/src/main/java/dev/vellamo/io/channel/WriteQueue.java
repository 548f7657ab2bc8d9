package dev.vellamo.io.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;

/**
 * Units on their way to one client: first queued, then gathered into one socket write, then taken by the transport.
 *
 * <p>Invariant: the bytes that are queued or gathered never exceed the limit, except for a single unit.
 */
final class WriteQueue {

    /** Enough to fill a socket's buffer with one system call, and small beside any buffer. */
    static final int MAX_GATHERED_BYTES = 64 * 1024;

    private static final class Entry {
        private final byte[] line;
        private final Reply<Done> reply;

        Entry(byte[] line, Reply<Done> reply) {
            this.line = line;
            this.reply = reply;
        }
    }

    private final long limitBytes;
    private final ArrayDeque<Entry> queued = new ArrayDeque<>();
    private List<Reply<Done>> gathered = List.of();
    private long gatheredBytes;
    private long queuedBytes;

    WriteQueue(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether there was room for it. */
    boolean offer(byte[] line, Reply<Done> reply) {
        long held = queuedBytes + gatheredBytes;
        if (held > 0 && held + line.length > limitBytes) {
            return false;
        }
        queued.addLast(new Entry(line, reply));
        queuedBytes += line.length;
        return true;
    }

    boolean isEmpty() {
        return queued.isEmpty();
    }

    /** What is written next, at least one unit; only when what was gathered before has been taken. */
    byte[] gather() {
        if (!gathered.isEmpty()) {
            throw new IllegalStateException(gathered.size() + " units are still on their way");
        }
        var first = queued.removeFirst();
        if (queued.isEmpty()) {
            gathered = List.of(first.reply);
            return passed(first.line);
        }
        var lines = new ArrayList<byte[]>(List.of(first.line));
        var replies = new ArrayList<Reply<Done>>(List.of(first.reply));
        int length = first.line.length;
        while (!queued.isEmpty() && length + queued.getFirst().line.length <= MAX_GATHERED_BYTES) {
            var next = queued.removeFirst();
            lines.add(next.line);
            replies.add(next.reply);
            length += next.line.length;
        }
        gathered = replies;
        return passed(joined(lines, length));
    }

    /** The transport took what was gathered: whom to tell. */
    List<Reply<Done>> taken() {
        var done = gathered;
        gathered = List.of();
        gatheredBytes = 0;
        return done;
    }

    /** Forgets everything: whom to tell that it will not be taken. */
    List<Reply<Done>> drain() {
        var lost = new ArrayList<>(taken());
        queued.forEach(entry -> lost.add(entry.reply));
        queued.clear();
        queuedBytes = 0;
        return lost;
    }

    private byte[] passed(byte[] bytes) {
        queuedBytes -= bytes.length;
        gatheredBytes = bytes.length;
        return bytes;
    }

    private static byte[] joined(List<byte[]> lines, int length) {
        var bytes = new byte[length];
        int at = 0;
        for (var line : lines) {
            System.arraycopy(line, 0, bytes, at, line.length);
            at += line.length;
        }
        return bytes;
    }
}
