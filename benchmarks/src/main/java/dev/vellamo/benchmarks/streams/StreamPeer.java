package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Path;

/** A way to send messages from one process to another one. */
interface StreamPeer {

    /**
     * Listens, and serves one connection until it ends: every stream that is opened is sent messages for as long as they are
     * taken, and what is asked is answered with itself.
     *
     * @param listening is run once a client can connect
     */
    void serve(Path socket, int messageBytes, Runnable listening) throws IOException;

    /** Connects. */
    PeerClient connect(Path socket, int messageBytes) throws IOException;
}
