package dev.vellamo.io.link;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is gathered, one buffer at a time: on the thread that gathered it, which saves waking another one, and what does
 * not fit into the socket then on a thread of its own.
 */
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

    private static final Logger log = LoggerFactory.getLogger(LinkWriter.class);

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

    /**
     * Writes what is gathered: at once what can be, and the rest on the thread.
     *
     * @return whether there is a rest. Then the buffer is not to be touched until {@link Source#written}
     */
    boolean write() {
        try {
            transport.tryWrite(buffer.gathered());
        } catch (IOException failure) {
            // The thread tries again, and says so.
            log.debug("a write failed", failure);
        }
        if (buffer.isWritten()) {
            buffer.clear();
            return false;
        }
        return toThread();
    }

    /** The same, but all of it on the thread. */
    boolean writeLater() {
        buffer.gathered();
        return toThread();
    }

    private boolean toThread() {
        gathered = true;
        wake();
        return true;
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
                transport.write(buffer.rest());
                buffer.clear();
                source.written();
            } else {
                LockSupport.park(this);
            }
        }
    }
}
