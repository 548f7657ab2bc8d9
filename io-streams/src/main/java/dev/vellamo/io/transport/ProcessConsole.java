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
    /** How many directions of a connection are in use. */
    private final AtomicInteger directions = new AtomicInteger();

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
     * Connects, as a source of that one connection. It fails while another connection is in use. Its input completes at the
     * end of the input; run again after that, it waits for ever.
     *
     * @param isRead whether anything is read; else the input is left alone
     */
    public Source<IncomingConnection, CompletionStage<ServerBinding>> connect(boolean isRead) {
        var inputEnded = new AtomicBoolean();
        return SoleConnection.of(
                ADDRESS, materializer -> inputEnded.get() ? new CompletableFuture<>() : take(isRead, inputEnded));
    }

    private CompletionStage<SoleConnection.Made> take(boolean isRead, AtomicBoolean inputEnded) {
        if (!directions.compareAndSet(0, isRead ? 2 : 1)) {
            return CompletableFuture.failedFuture(new TransportException(
                    Code.ADDRESS_IN_USE, "the console is used by another IO channel; a process has one", null));
        }
        return CompletableFuture.completedFuture(new SoleConnection.Made(
                PeerCredentials.UNKNOWN, isRead ? both(inputEnded) : writing(), () -> directions.set(0)));
    }

    private Flow<ByteString, ByteString, NotUsed> writing() {
        return BlockingSink.connection(new Output());
    }

    private Flow<ByteString, ByteString, NotUsed> both(AtomicBoolean inputEnded) {
        var reading = new ConsoleSource(input, new ConsoleSource.Listener() {
            @Override
            public void inputEnded() {
                inputEnded.set(true);
            }

            @Override
            public void stopped() {
                directions.decrementAndGet();
            }
        });
        return Flow.fromSinkAndSource(Sink.fromGraph(new BlockingSink(new Output())), Source.fromGraph(reading));
    }

    private final class Output implements BlockingSink.Target {
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
        public void close() {
            directions.decrementAndGet();
        }
    }
}
