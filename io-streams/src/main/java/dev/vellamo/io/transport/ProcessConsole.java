package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The input and output of a process, in the shape of connections: one at a time. Any thread.
 *
 * <p>While a read waits for somebody to type, a daemon thread waits with it. If the connection ends meanwhile, the thread goes
 * on waiting, as a read of a terminal cannot be given up; what it reads is for the next connection.
 */
public final class ProcessConsole {

    private static final String ADDRESS = "console";

    private final ConsoleInput input;
    private final OutputStream output;
    /** By the connection that was made last. Guarded by this. */
    private Use last = new Use(0);

    /** A console of other streams. They are never closed. */
    public ProcessConsole(InputStream input, OutputStream output) {
        this.input = new ConsoleInput(input);
        this.output = output;
    }

    /** The standard input and output of this process. */
    public static ProcessConsole ofThisProcess() {
        return new ProcessConsole(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    /**
     * Connects, as a source of that one connection. It fails while another connection is in use, and waits while what one that
     * has stopped wrote last is on its way. Its input completes at the end of the input; run again after that, it waits for ever.
     *
     * @param isRead whether anything is read; else the input is left alone
     */
    public Source<IncomingConnection, CompletionStage<ServerBinding>> connect(boolean isRead) {
        var inputEnded = new AtomicBoolean();
        return SoleConnection.of(
                ADDRESS, materializer -> inputEnded.get() ? new CompletableFuture<>() : take(isRead, inputEnded));
    }

    private synchronized CompletionStage<SoleConnection.Made> take(boolean isRead, AtomicBoolean inputEnded) {
        var before = last;
        if (!before.hasStopped()) {
            return CompletableFuture.failedFuture(new TransportException(
                    Code.ADDRESS_IN_USE, "the console is used by another IO channel; a process has one", null));
        }
        var use = new Use(isRead ? 2 : 1);
        last = use;
        return before.over()
                .thenApply(over -> new SoleConnection.Made(
                        PeerCredentials.UNKNOWN, isRead ? both(use, inputEnded) : writing(use), use::unused));
    }

    private Flow<ByteString, ByteString, NotUsed> writing(Use use) {
        return BlockingSink.connection(new Output(use));
    }

    private Flow<ByteString, ByteString, NotUsed> both(Use use, AtomicBoolean inputEnded) {
        var reading = new ConsoleSource(input, new ConsoleSource.Listener() {
            @Override
            public void inputEnded() {
                inputEnded.set(true);
            }

            @Override
            public void stopped() {
                use.stopped();
                use.closed();
            }
        });
        return Flow.fromSinkAndSource(Sink.fromGraph(new BlockingSink(new Output(use))), Source.fromGraph(reading));
    }

    /**
     * A connection's use of the console. The next one may begin when all directions have stopped, and waits until they are
     * closed: what was written last may be on its way.
     */
    private static final class Use {
        private final AtomicInteger running;
        private final AtomicInteger open;
        private final CompletableFuture<Done> over = new CompletableFuture<>();

        Use(int directions) {
            running = new AtomicInteger(directions);
            open = new AtomicInteger(directions);
            if (directions == 0) {
                over.complete(Done.getInstance());
            }
        }

        boolean hasStopped() {
            return running.get() == 0;
        }

        CompletableFuture<Done> over() {
            return over;
        }

        void stopped() {
            running.decrementAndGet();
        }

        void closed() {
            if (open.decrementAndGet() == 0) {
                over.complete(Done.getInstance());
            }
        }

        /** The connection was offered, and nobody took it. */
        void unused() {
            running.set(0);
            over.complete(Done.getInstance());
        }
    }

    private final class Output implements BlockingSink.Target {
        private final Use use;

        Output(Use use) {
            this.use = use;
        }

        @Override
        public void append(ByteString bytes) {
            try {
                output.write(bytes.toArrayUnsafe());
                output.flush();
            } catch (IOException failure) {
                throw TransportException.ioFailed("writing to", "the console", failure);
            }
        }

        @Override
        public void stopped() {
            use.stopped();
        }

        @Override
        public void close() {
            use.closed();
        }
    }
}
