package dev.vellamo.io.transport;

import java.io.IOException;
import org.apache.pekko.util.ByteString;

/** What a connection still has to send. Not for several threads. */
final class SendBuffer {

    /** Small elements that meet a full socket are gathered up to this size, so that one write takes them all. */
    static final int MAX_GATHERED_BYTES = IoBuffers.CHUNK_BYTES;

    private ByteString unsent = ByteString.emptyByteString();
    private boolean socketFull;

    void add(ByteString bytes) {
        unsent = unsent.concat(bytes);
    }

    /** Writes what the socket takes, and has it tell when it takes more. */
    void flush(Connection to) throws IOException {
        if (socketFull || unsent.isEmpty()) {
            return;
        }
        unsent = to.write(unsent);
        if (!unsent.isEmpty()) {
            socketFull = true;
            to.awaitWritable();
        }
    }

    /** The socket takes bytes again. */
    void writable() {
        socketFull = false;
    }

    void discard() {
        unsent = ByteString.emptyByteString();
    }

    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** Whether another element may be added; it may be larger than the room. */
    boolean hasRoom() {
        return unsent.size() < MAX_GATHERED_BYTES;
    }
}
