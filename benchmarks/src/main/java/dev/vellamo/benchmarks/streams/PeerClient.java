package dev.vellamo.benchmarks.streams;

/** The end that reads and asks. */
interface PeerClient extends AutoCloseable {

    /** Opens a stream. What fails on it the intake is told. */
    void read(Intake intake);

    /** Sends 64 bytes and runs the callback, on any thread, when they are back. The callback may ask again. */
    void echo(Runnable answered);

    @Override
    void close();
}
