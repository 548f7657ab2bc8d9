package dev.vellamo.protocol.wire;

import java.nio.ByteBuffer;

/**
 * Turns bytes, in chunks of any size, into frames. Confined to one thread at a time.
 *
 * <p>It checks a length before it reserves memory, and holds at most one frame that is not whole.
 */
public interface FrameDecoder {

    /**
     * Reads a chunk. Frames may point into the array, so nobody may write into this part of it again while a sink still
     * uses what it got. After {@link FrameSink#badConnection} all further bytes are ignored.
     */
    void decode(byte[] array, int offset, int length, FrameSink sink);

    /**
     * The same for the bytes that are left in a big-endian buffer, which is empty afterwards, unless the connection is bad.
     * They are copied: the buffer may be filled again.
     */
    default void decode(ByteBuffer chunk, FrameSink sink) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        decode(bytes, 0, bytes.length, sink);
    }

    /** Whether the bytes so far end inside a frame. */
    boolean isInsideFrame();
}
