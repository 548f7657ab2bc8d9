package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Path;

/** A way to send messages from one process to another one. */
interface StreamPeer {

    /** How long a request and its answer are. */
    int ECHO_BYTES = 64;

    /**
     * Listens. Every stream that is opened is sent messages for as long as they are taken, and what is asked is answered with
     * itself.
     *
     * @param socket where, if the peer knows Unix sockets
     */
    PeerServer listen(Path socket, Messages messages) throws IOException;

    /**
     * Connects.
     *
     * @param address what the server said
     * @param load what the connection is for; with its window each stream is read
     */
    PeerClient connect(String address, Messages messages, Load load) throws IOException;
}
