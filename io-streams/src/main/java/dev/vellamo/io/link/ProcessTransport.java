package dev.vellamo.io.link;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link over the standard input and output of a child process. Its standard error is left alone.
 *
 * <p>Whatever else the child prints breaks the link. A JVM prints warnings to its standard output, unless it is started with
 * {@code -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr}.
 *
 * <p>Closing closes the child's input, which a child is expected to take as its end. A read or write that blocks goes on
 * blocking until the child, and whoever inherited its pipes, has ended or closed them: whoever started the child sees to
 * that. A pipe that is in use is closed by the thread that uses it, as soon as it comes back.
 */
public final class ProcessTransport implements LinkTransport {

    private static final Logger log = LoggerFactory.getLogger(ProcessTransport.class);

    /** One read or write of a pipe moves at most this much, its capacity. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final InputStream input;
    private final OutputStream output;
    private final Pipe inputPipe;
    private final Pipe outputPipe;
    private final byte[] reading = new byte[CHUNK_BYTES];
    private final byte[] writing = new byte[CHUNK_BYTES];

    private ProcessTransport(InputStream input, OutputStream output) {
        this.input = input;
        this.output = output;
        this.inputPipe = new Pipe(input);
        this.outputPipe = new Pipe(output);
    }

    /** Takes over the standard input and output of a child that was started with pipes for both. */
    public static ProcessTransport of(Process child) {
        return new ProcessTransport(child.getInputStream(), child.getOutputStream());
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        inputPipe.enter();
        try {
            var count = input.read(reading, 0, Math.min(into.remaining(), reading.length));
            if (count > 0) {
                into.put(reading, 0, count);
            }
            return count;
        } finally {
            inputPipe.leave();
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        outputPipe.enter();
        try {
            while (bytes.hasRemaining()) {
                var count = Math.min(bytes.remaining(), writing.length);
                bytes.get(writing, 0, count);
                output.write(writing, 0, count);
            }
            output.flush();
        } finally {
            outputPipe.leave();
        }
    }

    @Override
    public void close() {
        outputPipe.close();
        inputPipe.close();
    }

    /** A stream whose close would wait for the thread that uses it, or pull the descriptor away under it. */
    private static final class Pipe {
        private final Closeable stream;
        private boolean inUse;
        private boolean closing;

        Pipe(Closeable stream) {
            this.stream = stream;
        }

        synchronized void enter() throws ClosedChannelException {
            if (closing) {
                throw new ClosedChannelException();
            }
            inUse = true;
        }

        synchronized void leave() {
            inUse = false;
            if (closing) {
                release();
            }
        }

        synchronized void close() {
            if (!closing && !inUse) {
                release();
            }
            closing = true;
        }

        private void release() {
            try {
                stream.close();
            } catch (IOException failure) {
                // A buffered output stream flushes once more and fails if its process is gone: nothing is left to
                // close.
                log.debug("the pipe of a child process was broken when it was closed", failure);
            }
        }
    }
}
