package dev.vellamo.protocol.wire;

import java.nio.ByteBuffer;

/** Where encoded bytes go, on their way to one gathering write. */
public interface FrameOutput {

    /** A big-endian buffer with room for this many bytes; the writer moves its position. Valid until the next call. */
    ByteBuffer room(int bytes);

    /** Bytes that follow. They do not change until they are written, so a reference to them may be kept. */
    void append(byte[] array, int offset, int length);

    /** Whether enough is waiting, so that what comes later is better decided later. */
    boolean isFull();
}
