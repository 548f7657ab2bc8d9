package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What every transport test works with. */
interface TransportFixture {

    long PATIENCE_S = 20;

    UnixTransport transport();

    ActorSystem<?> system();

    /** A fresh directory with a short path. */
    Path directory();

    /** How many idle connections the transport is made for. */
    int crowd();

    default Path socket() {
        return directory().resolve("s");
    }

    default ServerBinding listen(Consumer<IncomingConnection> onConnection) throws Exception {
        return listen(socket(), onConnection);
    }

    default ServerBinding listen(Path path, Consumer<IncomingConnection> onConnection) throws Exception {
        var binding = transport()
                .bind(path, BindOptions.PRIVATE)
                .to(Sink.foreach(onConnection::accept))
                .run(system());
        return result(binding);
    }

    default ServerBinding echo() throws Exception {
        return listen(this::echo);
    }

    default void echo(IncomingConnection connection) {
        connection.flow().join(Flow.of(ByteString.class)).run(system());
    }

    /** Listens and hands the connections out one by one. */
    default BlockingQueue<IncomingConnection> accepting() throws Exception {
        var accepted = new LinkedBlockingQueue<IncomingConnection>();
        listen(accepted::add);
        return accepted;
    }

    default IncomingConnection next(BlockingQueue<IncomingConnection> accepted) throws InterruptedException {
        var connection = accepted.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("nothing was accepted");
        }
        return connection;
    }

    /** Connects, sends, half-closes and gives everything that comes back. */
    default String exchange(Path path, String text) throws Exception {
        var answer = Source.single(ByteString.fromString(text))
                .via(transport().connect(path))
                .runWith(all(), system());
        return result(answer).utf8String();
    }

    default Sink<ByteString, CompletionStage<ByteString>> all() {
        return Sink.fold(ByteString.emptyByteString(), ByteString::concat);
    }

    default CompletionStage<OutgoingConnection> dial(Path path) {
        return Source.<ByteString>maybe()
                .viaMat(transport().connect(path), Keep.right())
                .to(Sink.ignore())
                .run(system());
    }

    default <T> T result(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        }
    }

    default TransportException failure(CompletionStage<?> stage) throws InterruptedException, TimeoutException {
        try {
            var value = CompletableFuture.class.cast(stage).get(PATIENCE_S, TimeUnit.SECONDS);
            throw new AssertionError("expected a failure, got " + value);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TransportException expected) {
                return expected;
            }
            throw new AssertionError("expected a TransportException", failure.getCause());
        }
    }
}
