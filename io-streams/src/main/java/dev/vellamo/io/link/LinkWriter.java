package dev.vellamo.io.link;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** The thread that writes what is gathered, one buffer at a time. */
final class LinkWriter implements Runnable {

    /** What it says, on its own thread. */
    interface Source {
        /** The buffer is written and empty again. */
        void written();

        /** Nothing is written any more. */
        void writeFailed(Exception failure);

        /** The thread ends. */
        void writerGone();
    }

    private final LinkTransport transport;
    private final Source source;
    private final Thread thread;
    private final WriteBuffer buffer = new WriteBuffer();
    private volatile boolean gathered;
    private volatile boolean stopped;

    LinkWriter(String name, LinkTransport transport, Source source) {
        this.transport = transport;
        this.source = source;
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What to gather in. Only between {@link Source#written}, or the start, and {@link #write}. */
    WriteBuffer buffer() {
        return buffer;
    }

    /** Writes what is gathered. */
    void write() {
        gathered = true;
        wake();
    }

    /** Ends the thread, once what it writes is written. */
    void stop() {
        stopped = true;
        wake();
    }

    private void wake() {
        if (Thread.currentThread() != thread) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        try {
            writeUntilStopped();
        } catch (IOException | RuntimeException failure) {
            source.writeFailed(failure);
        } finally {
            source.writerGone();
        }
    }

    private void writeUntilStopped() throws IOException {
        while (gathered || !stopped) {
            if (gathered) {
                gathered = false;
                transport.write(buffer.gathered());
                buffer.clear();
                source.written();
            } else {
                LockSupport.park(this);
            }
        }
    }
}
