package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.FrameOutput;
import java.nio.ByteBuffer;

/**
 * What goes out in one write: full at 128 KiB, and then holds at most one frame more. A frame that does not fit makes it grow
 * for good.
 */
final class WriteBuffer implements FrameOutput {

    /**
     * Enough to make a write cheap, and little enough that what comes later does not wait long for what is gathered: a request
     * beside a bulk stream waits for this and what the socket holds.
     */
    static final int FULL_BYTES = 128 << 10;

    private static final int FRAME_BYTES = 68 << 10;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(FULL_BYTES + FRAME_BYTES);

    @Override
    public ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            var larger = ByteBuffer.allocateDirect(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }

    @Override
    public void append(byte[] array, int offset, int length) {
        room(length).put(array, offset, length);
    }

    @Override
    public boolean isFull() {
        return buffer.position() >= FULL_BYTES;
    }

    /** How much is gathered. */
    int bytes() {
        return buffer.position();
    }

    /** What was gathered, to be written. */
    ByteBuffer gathered() {
        return buffer.flip();
    }

    /** What of that is not written yet. */
    ByteBuffer rest() {
        return buffer;
    }

    boolean isWritten() {
        return !buffer.hasRemaining();
    }

    void clear() {
        buffer.clear();
    }
}
