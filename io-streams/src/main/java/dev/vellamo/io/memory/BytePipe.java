package dev.vellamo.io.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** One direction of a connection: a bounded buffer of bytes, as a socket has one. Thread-safe. */
final class BytePipe {
    private final int capacityBytes;
    private final List<Runnable> listeners = new ArrayList<>();
    private ByteString buffer = ByteString.emptyByteString();
    private boolean writerClosed;
    private boolean readerClosed;
    private Optional<String> broken = Optional.empty();

    BytePipe(int capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Is called, on any thread, after every change. */
    synchronized void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes as much as there is room for and returns the rest. */
    ByteString write(ByteString bytes) {
        ByteString rest;
        synchronized (this) {
            int room = Math.max(0, capacityBytes - buffer.size());
            buffer = buffer.concat(bytes.take(room)).compact();
            rest = bytes.drop(room);
        }
        changed();
        return rest;
    }

    /** What is there, at most {@code maxBytes}; may be nothing. */
    ByteString read(int maxBytes) {
        ByteString front;
        synchronized (this) {
            front = buffer.take(maxBytes);
            buffer = buffer.drop(maxBytes);
        }
        if (!front.isEmpty()) {
            changed();
        }
        return front;
    }

    synchronized boolean isEmpty() {
        return buffer.isEmpty();
    }

    /** Nothing is there and nothing will come. */
    synchronized boolean isAtEnd() {
        return buffer.isEmpty() && writerClosed;
    }

    synchronized boolean isReaderClosed() {
        return readerClosed;
    }

    synchronized Optional<String> broken() {
        return broken;
    }

    void closeWriter() {
        synchronized (this) {
            writerClosed = true;
        }
        changed();
    }

    void closeReader() {
        synchronized (this) {
            readerClosed = true;
        }
        changed();
    }

    /** The reader sees an error after what is in the buffer. */
    void breakOff(String reason) {
        synchronized (this) {
            broken = Optional.of(reason);
            writerClosed = true;
        }
        changed();
    }

    private void changed() {
        List<Runnable> told;
        synchronized (this) {
            notifyAll();
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }
}
