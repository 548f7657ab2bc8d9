package dev.vellamo.vat.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Collects bytes up to a limit; reaching it is an {@link IOException}. */
final class LimitedBytes extends OutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final int maxBytes;

    LimitedBytes(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void write(int value) throws IOException {
        require(1);
        bytes.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        require(length);
        bytes.write(source, offset, length);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private void require(int more) throws IOException {
        if (more > maxBytes - bytes.size()) {
            throw new IOException("it is larger than " + maxBytes + " bytes as JSON");
        }
    }
}
