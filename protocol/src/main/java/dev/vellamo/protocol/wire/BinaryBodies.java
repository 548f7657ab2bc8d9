package dev.vellamo.protocol.wire;

import java.nio.charset.StandardCharsets;

/** How long the bodies of frames are in the binary codec. Charges count by it in both codecs. */
final class BinaryBodies {

    /** Deadline and length of the context. */
    static final int INVOCATION_BYTES = 4 + 4;

    /** The credit before the invocation. */
    static final int OPEN_BYTES = 8;

    /** Version, length of the key, whether there is a value. */
    static final int KEY_CHANGED_BYTES = 8 + 2 + 1;

    /** The code before the message. */
    static final int FAULT_BYTES = 4;

    /** The last id before the fault. */
    static final int GOING_AWAY_BYTES = 8;

    static final int NUMBER_BYTES = 8;

    private BinaryBodies() {}

    /** The length of a body; that of a hello, a fault or a reason is not of interest and counts as 0. */
    static int lengthOf(Frame frame) {
        return switch (frame.type()) {
            case REQUEST, SERVICE_REQUEST -> lengthOf(((Frame.Request) frame).invocation());
            case RESPONSE -> ((Frame.Response) frame).payload().length();
            case PART -> ((Frame.Part) frame).bytes().length();
            case KEY_CHANGED -> lengthOf((Frame.KeyChanged) frame);
            case OPEN -> OPEN_BYTES + lengthOf(((Frame.Open) frame).invocation());
            case DATA -> ((Frame.Data) frame).payload().length();
            case CREDIT, PING, PONG -> NUMBER_BYTES;
            case HELLO, ERROR, CANCEL_REQUEST, CLOSE, CANCEL, ABORT, GOING_AWAY -> 0;
        };
    }

    private static int lengthOf(Invocation invocation) {
        return INVOCATION_BYTES
                + invocation.context().length()
                + invocation.arguments().length();
    }

    private static int lengthOf(Frame.KeyChanged change) {
        Payload value = change.value();
        int key = change.key().getBytes(StandardCharsets.UTF_8).length;
        return KEY_CHANGED_BYTES + key + (value == null ? 0 : value.length());
    }

    /** Throws if the context of the call, or all of it, is larger than allowed. */
    static void checkSize(Invocation invocation, int bytes, int most) throws WireException {
        int context = invocation.context().length();
        if (context > WireLimits.MAX_CONTEXT_BYTES) {
            throw new WireException(
                    WireError.TOO_LARGE,
                    "the context of the call has " + context + " bytes, and " + WireLimits.MAX_CONTEXT_BYTES
                            + " are allowed");
        }
        if (bytes > most) {
            throw new WireException(
                    WireError.TOO_LARGE, "the call has " + bytes + " bytes, and the other side accepts " + most);
        }
    }

    /** Throws if the key, or all of the change, is larger than allowed. */
    static void checkSize(Frame.KeyChanged change, int maxFrameBytes) throws WireException {
        int key = change.key().getBytes(StandardCharsets.UTF_8).length;
        if (key > Frame.KeyChanged.MAX_KEY_BYTES || lengthOf(change) > maxFrameBytes) {
            throw new WireException(
                    WireError.TOO_LARGE,
                    "the change of a key has " + lengthOf(change) + " bytes, " + key + " of them the key; allowed are "
                            + maxFrameBytes + " and " + Frame.KeyChanged.MAX_KEY_BYTES);
        }
    }
}
