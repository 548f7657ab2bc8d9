package dev.vellamo.io.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread that reads. It is at most one chunk ahead of what has been taken. */
final class LinkReader implements Runnable {

    /** One read: as much as is written at once. It is still in the processor's cache when it is decoded. */
    private static final int CHUNK_BYTES = 128 << 10;

    /** What it does with what it reads; on its own thread, one call at a time. */
    interface Sink {
        /** Has a chunk taken, and {@link #taken} called after that. Until then the buffer is the sink's. */
        void chunk(ByteBuffer bytes);

        /** There is nothing to read at the moment; {@link #idle} follows. */
        void drained();

        /** The thread waits for more after this call. */
        void idle();

        /** Nothing more comes. */
        void inputEnded();

        void readFailed(Exception failure);

        /** The thread ends. */
        void readerGone();
    }

    private final LinkTransport transport;
    private final Sink sink;
    private final Thread thread;
    private volatile boolean inWork;
    private volatile boolean awake;

    // Of this thread.
    private final ByteBuffer first = ByteBuffer.allocateDirect(CHUNK_BYTES);
    /** There only if a chunk was once not taken when the next one came. */
    private @Nullable ByteBuffer second;

    private boolean firstInWork;

    LinkReader(String name, LinkTransport transport, Sink sink) {
        this.transport = transport;
        this.sink = sink;
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        awake = true;
        try {
            read();
        } catch (IOException | RuntimeException failure) {
            awake = false;
            sink.readFailed(failure);
        } finally {
            sink.readerGone();
        }
    }

    private void read() throws IOException {
        while (true) {
            // The first one if it can be, as it is warm.
            var isFirst = !inWork || !firstInWork;
            var buffer = isFirst ? first : second();
            var count = fill(buffer.clear());
            if (count < 0) {
                awake = false;
                sink.inputEnded();
                return;
            }
            awaitTaken();
            inWork = true;
            firstInWork = isFirst;
            sink.chunk(buffer.flip());
        }
    }

    private int fill(ByteBuffer buffer) throws IOException {
        var count = transport.tryRead(buffer);
        if (count != 0) {
            return count;
        }
        sink.drained();
        awake = false;
        sink.idle();
        count = transport.read(buffer);
        awake = true;
        return count;
    }

    /** Whether a chunk comes soon, or {@link Sink#idle}, or the end. Any thread. */
    boolean isAwake() {
        return awake;
    }

    private ByteBuffer second() {
        if (second == null) {
            second = ByteBuffer.allocateDirect(CHUNK_BYTES);
        }
        return second;
    }

    private void awaitTaken() {
        while (inWork) {
            LockSupport.park(this);
        }
    }

    /** The last chunk is taken. Any thread. */
    void taken() {
        inWork = false;
        if (Thread.currentThread() != thread) {
            LockSupport.unpark(thread);
        }
    }
}
