package dev.vellamo.io.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;

/**
 * One end of a link inside this process, for tests and for two parts of one program.
 *
 * <p>Closing ends blocked reads and writes of both ends at once. What was written before is still read by the other end.
 */
public final class MemoryTransport implements LinkTransport {

    /** What is written and not read yet, at most: as much as a Unix socket holds, roughly. */
    private static final int CAPACITY_BYTES = 128 << 10;

    /** The two ends. */
    public record Pair(MemoryTransport first, MemoryTransport second) {}

    private final Pipe input;
    private final Pipe output;

    private MemoryTransport(Pipe input, Pipe output) {
        this.input = input;
        this.output = output;
    }

    /** Two ends that are connected to each other. */
    public static Pair pair() {
        var forth = new Pipe();
        var back = new Pipe();
        return new Pair(new MemoryTransport(back, forth), new MemoryTransport(forth, back));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return input.read(into);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        output.write(bytes);
    }

    @Override
    public void close() {
        output.endWriting();
        input.endReading();
    }

    /** Bytes in a ring, from one thread to another one. */
    private static final class Pipe {
        private final byte[] ring = new byte[CAPACITY_BYTES];
        private int start;
        private int held;
        private boolean writerGone;
        private boolean readerGone;

        synchronized int read(ByteBuffer into) throws IOException {
            while (held == 0 && !writerGone && !readerGone) {
                try {
                    wait();
                } catch (InterruptedException interrupted) {
                    throw failed(interrupted);
                }
            }
            if (readerGone) {
                throw new AsynchronousCloseException();
            }
            if (held == 0) {
                return -1;
            }
            var count = Math.min(held, into.remaining());
            var first = Math.min(count, ring.length - start);
            into.put(ring, start, first).put(ring, 0, count - first);
            start = (start + count) % ring.length;
            held -= count;
            notifyAll();
            return count;
        }

        synchronized void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                while (held == ring.length && !writerGone && !readerGone) {
                    try {
                        wait();
                    } catch (InterruptedException interrupted) {
                        throw failed(interrupted);
                    }
                }
                if (writerGone) {
                    throw new AsynchronousCloseException();
                }
                if (readerGone) {
                    throw new IOException("the other end is closed");
                }
                accept(bytes);
            }
        }

        private void accept(ByteBuffer bytes) {
            var end = (start + held) % ring.length;
            var room = end < start ? start - end : ring.length - end;
            var count = Math.min(Math.min(bytes.remaining(), room), ring.length - held);
            bytes.get(ring, end, count);
            held += count;
            notifyAll();
        }

        synchronized void endWriting() {
            writerGone = true;
            notifyAll();
        }

        synchronized void endReading() {
            readerGone = true;
            notifyAll();
        }

        private static IOException failed(InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new IOException("interrupted while waiting for the other end", interrupted);
        }
    }
}
