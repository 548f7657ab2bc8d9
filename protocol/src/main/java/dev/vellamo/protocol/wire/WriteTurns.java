package dev.vellamo.protocol.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the streams that can send: all in turn, by bytes (deficit round robin). A turn is about {@link
 * #TURN_BYTES}; who overdraws it with a large frame waits correspondingly longer. So a stream waits for at most one turn and
 * one frame of each of the others, and all get the same share, whatever the size of their messages.
 */
final class WriteTurns {

    /**
     * Long enough that small messages of one stream stay together: with a thousand streams, everything of a stream has left the
     * processor's cache when it is its turn again, on both sides. A little less than the window of each of a thousand busy
     * streams, so that hardly one has to leave a part of its turn to others.
     */
    static final int TURN_BYTES = 28 << 10;

    private final ArrayDeque<StreamState> waiting = new ArrayDeque<>();
    /** Those that could send if the connection's credit allowed. */
    private final ArrayDeque<StreamState> parked = new ArrayDeque<>();

    /** A stream may have become able to send. */
    void wake(StreamState stream) {
        if (!stream.waitsForTurn && stream.introduced && stream.sending.isReady()) {
            stream.waitsForTurn = true;
            waiting.add(stream);
        }
    }

    /** The connection's credit was raised. */
    void unpark() {
        waiting.addAll(parked);
        parked.clear();
    }

    /** The stream whose turn it is, or {@code null} if none can send. */
    @Nullable
    StreamState current(boolean connectionIsOpen) {
        while (true) {
            StreamState first = waiting.peek();
            if (first == null) {
                return null;
            }
            if (!first.sending.isReady()) {
                leave();
            } else if (!connectionIsOpen && !first.sending.isInsideMessage() && !first.sending.isAtItsClose()) {
                parked.add(waiting.remove());
            } else if (first.turnBytes <= 0) {
                first.turnBytes += TURN_BYTES;
                waiting.add(waiting.remove());
            } else {
                return first;
            }
        }
    }

    /** How many streams wait for a turn and are not known to be unable to send. */
    int inLine() {
        return waiting.size();
    }

    /** The current stream has written this much. */
    void spent(int bytes) {
        waiting.element().turnBytes -= bytes;
    }

    /** The first one cannot send. What it overdrew it still owes, what it did not use is gone. */
    private void leave() {
        StreamState left = waiting.remove();
        left.waitsForTurn = false;
        left.turnBytes = Math.min(0, left.turnBytes);
    }

    /** A stream is over. */
    void remove(StreamState stream) {
        if (stream.waitsForTurn && !waiting.remove(stream)) {
            parked.remove(stream);
        }
        stream.waitsForTurn = false;
    }

    void clear() {
        waiting.clear();
        parked.clear();
    }
}
