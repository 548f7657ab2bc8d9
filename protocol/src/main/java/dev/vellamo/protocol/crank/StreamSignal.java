package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.wire.Bytes;
import java.util.List;

/**
 * What one end of a stream says to the other: the same in the effect of one vat and in the delivery to another.
 *
 * <p>A stream has two directions, each with credit of its own. It is over when both are, and it exists for as long as both
 * heaps do; nothing of it is ever stored.
 */
public sealed interface StreamSignal {

    /** Messages, in their order. Each begins only while there is credit. */
    record Data(List<Bytes> messages) implements StreamSignal {
        public Data {
            messages = List.copyOf(messages);
        }
    }

    /**
     * What the other end may send by now.
     *
     * @param totalBytes since the stream was opened; {@link StreamLimits#WINDOW_BYTES} at first. A total that repeats is
     *     harmless, one that shrinks is illegal
     */
    record Credit(long totalBytes) implements StreamSignal {}

    /** This end sends no more. */
    record Close() implements StreamSignal {}

    /** This end reads no more: what is on its way to it is dropped, and the other end sends no more. */
    record Cancel(String reason) implements StreamSignal {}

    /** Both directions are over, and not well. */
    record Failed(Fault reason) implements StreamSignal {}
}
