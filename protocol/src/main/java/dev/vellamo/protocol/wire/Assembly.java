package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.List;

/** The parts of a message that is not whole. Holds exactly the bytes that came. */
final class Assembly {
    private final List<byte[]> parts = new ArrayList<>();
    private int length;

    void add(byte[] array, int offset, int count) {
        parts.add(array.length == count ? array : Bytes.of(array, offset, count).copy());
        length += count;
    }

    int length() {
        return length;
    }

    /** All parts together with the last one. Empty afterwards. */
    byte[] finish(byte[] array, int offset, int count) {
        var whole = new byte[length + count];
        int end = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, end, part.length);
            end += part.length;
        }
        System.arraycopy(array, offset, whole, end, count);
        clear();
        return whole;
    }

    void clear() {
        parts.clear();
        length = 0;
    }
}
