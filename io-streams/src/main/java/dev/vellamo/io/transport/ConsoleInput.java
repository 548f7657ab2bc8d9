package dev.vellamo.io.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream that cannot be waited for in any other way than by blocking. What was read and nobody took is for whoever
 * asks next. Any thread.
 */
final class ConsoleInput {

    private static final int CHUNK_BYTES = IoBuffers.CHUNK_BYTES;

    private final InputStream in;
    private @Nullable CompletableFuture<ByteString> reading; // guarded by this

    ConsoleInput(InputStream in) {
        this.in = in;
    }

    /** What comes next, the same until somebody takes it; empty if nothing more will come. */
    synchronized CompletionStage<ByteString> next() {
        var next = reading;
        if (next == null) {
            next = new CompletableFuture<>();
            reading = next;
            start(next);
        }
        return next.minimalCompletionStage();
    }

    /** Somebody has what came. */
    synchronized void taken() {
        reading = null;
    }

    /** On a thread of its own: a read of a terminal ends when somebody types, and cannot be given up. */
    private void start(CompletableFuture<ByteString> next) {
        var thread = new Thread(() -> read(next), "vellamo-console");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(CompletableFuture<ByteString> next) {
        try {
            var bytes = new byte[CHUNK_BYTES];
            int count = in.read(bytes);
            next.complete(
                    count < 0 ? ByteString.emptyByteString() : ByteString.fromArrayUnsafe(Arrays.copyOf(bytes, count)));
        } catch (IOException failure) {
            next.completeExceptionally(TransportException.ioFailed("reading", "the console", failure));
        }
    }
}
