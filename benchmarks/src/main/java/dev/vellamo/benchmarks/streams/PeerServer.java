package dev.vellamo.benchmarks.streams;

/** The end that sends and answers, on threads of its own, until it is closed. */
interface PeerServer extends AutoCloseable {

    /** Where a client finds it: the path of a socket, or a port of this machine. */
    String address();

    @Override
    void close();
}
