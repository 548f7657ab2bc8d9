package dev.vellamo.io.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** The thread that reads. It is at most one chunk ahead of what has been taken. */
final class LinkReader implements Runnable {

    /** One read. What is not whole at its end is copied, so it is longer than a frame; more was no faster. */
    private static final int CHUNK_BYTES = 128 << 10;

    /** What it does with what it reads; on its own thread, one call at a time. */
    interface Sink {
        /** Has a chunk taken, and {@link #taken} called after that. The array is the sink's. */
        void chunk(byte[] bytes);

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
        try {
            read(ByteBuffer.allocateDirect(CHUNK_BYTES));
        } catch (IOException | RuntimeException failure) {
            sink.readFailed(failure);
        } finally {
            sink.readerGone();
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        while (true) {
            var count = transport.read(buffer.clear());
            if (count < 0) {
                sink.inputEnded();
                return;
            }
            var chunk = new byte[count];
            buffer.flip().get(chunk);
            awaitTaken();
            inWork = true;
            sink.chunk(chunk);
        }
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
