package dev.vellamo.io.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Direct buffers that are passed from one read or write to the next. Any thread. */
final class IoBuffers {

    /** One read or write moves at most this much: enough to make the system call cheap, little enough for caches. */
    static final int CHUNK_BYTES = 64 * 1024;

    /** More threads than this seldom read and write at one instant; what they take beyond is left to the collector. */
    private static final int MAX_IDLE_BUFFERS = 16;

    private final BlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(MAX_IDLE_BUFFERS);

    /** An empty buffer of {@link #CHUNK_BYTES}. */
    ByteBuffer borrow() {
        var buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        idle.offer(buffer);
    }
}
