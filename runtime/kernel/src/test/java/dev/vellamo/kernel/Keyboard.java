package dev.vellamo.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What is typed comes at once, and is waited for. */
final class Keyboard extends InputStream {
    static final String END = "";

    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();

    void type(String text) {
        typed.add(text);
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("a console is read in chunks");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            var bytes = typed.take().getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, into, from, bytes.length);
            return bytes.length == 0 ? -1 : bytes.length;
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }
}
