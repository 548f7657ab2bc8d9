package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** A channel that listens, and what else has to go when it ends. */
interface ListeningSocket {

    /** Where, for people. */
    String address();

    ServerSocketChannel channel();

    /** Removes what others find it by. Call it before the channel is closed. */
    void remove() throws IOException;
}
