package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.WireLimits;

/** Limits of the streams of vats. */
public final class StreamLimits {

    /**
     * What may be sent on each direction beyond what was consumed: some thousand small messages, so that a crank has enough
     * to do, and little enough that as many streams as a vat may have cost 256 MiB if nobody reads them.
     */
    public static final int WINDOW_BYTES = 256 << 10;

    /** The payload of one message: as much as a stream between two processes carries. */
    public static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** What a message costs besides its payload, so that empty ones cost as well. */
    public static final int MESSAGE_OVERHEAD_BYTES = WireLimits.HEADER_BYTES;

    /** Streams that one vat may have at once, those it opened and those that were opened to it: as on one connection. */
    public static final int MAX_STREAMS = 1_024;

    private StreamLimits() {}

    /** What a message takes of the credit. */
    public static int chargeOf(Bytes message) {
        return message.length() + MESSAGE_OVERHEAD_BYTES;
    }

    /** What all messages of a signal take of the credit; 0 for one that is no data. */
    public static long chargeOf(StreamSignal signal) {
        long bytes = 0;
        if (signal instanceof StreamSignal.Data data) {
            for (Bytes message : data.messages()) {
                bytes += chargeOf(message);
            }
        }
        return bytes;
    }
}
