package dev.vellamo.benchmarks.streams;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The end of a connection that reads and asks. */
interface PeerClient extends AutoCloseable {

    /** Opens streams and counts the messages of each, after a look at the last byte. */
    void read(List<AtomicLong> counts);

    /** Sends 64 bytes and runs the callback, on any thread, when they are back. */
    void echo(Runnable answered);

    @Override
    void close();
}
