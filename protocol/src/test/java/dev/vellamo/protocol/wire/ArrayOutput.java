package dev.vellamo.protocol.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Collects encoded bytes; full when it has more than a limit. */
final class ArrayOutput implements FrameOutput {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final int limitBytes;
    private ByteBuffer room = ByteBuffer.allocate(0);

    ArrayOutput(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    static ArrayOutput unlimited() {
        return new ArrayOutput(Integer.MAX_VALUE);
    }

    private void settle() {
        written.write(room.array(), 0, room.position());
        room = ByteBuffer.allocate(0);
    }

    @Override
    public ByteBuffer room(int bytes) {
        settle();
        room = ByteBuffer.allocate(bytes);
        return room;
    }

    @Override
    public void append(byte[] array, int offset, int length) {
        settle();
        written.write(array, offset, length);
    }

    @Override
    public boolean isFull() {
        return written.size() + room.position() >= limitBytes;
    }

    byte[] take() {
        settle();
        byte[] bytes = written.toByteArray();
        written.reset();
        return bytes;
    }
}
