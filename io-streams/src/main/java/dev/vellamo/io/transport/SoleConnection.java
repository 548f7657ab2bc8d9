package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What is opened and not accepted, in the shape of a listener: a source of connections that gives one and ends with it, so
 * whoever runs it again when it has ended connects again.
 *
 * <pre>
 *   opening ---> offered ---> claimed (bound) ---> over
 *      |            |
 *      +--failed----+--source stopped--> over; what is open is closed
 * </pre>
 *
 * <p>It counts as bound when its connection is in use: from then on somebody can be written to. It is over when nothing more
 * can be read from it, and the source then fails with the reason; the other direction goes on to its own end.
 */
final class SoleConnection implements ServerBinding {

    /**
     * What was opened.
     *
     * @param close is called if the flow is never used; any thread
     */
    record Made(PeerCredentials peer, Flow<ByteString, ByteString, NotUsed> flow, Runnable close) {}

    private final String address;
    private final CompletableFuture<ServerBinding> bound = new CompletableFuture<>();
    private final CompletableFuture<Done> over = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();

    private SoleConnection(String address) {
        this.address = address;
    }

    /**
     * A source of the one connection.
     *
     * @param address where it leads, for people
     * @param opening opens it; called when the source starts, must not block
     */
    static Source<IncomingConnection, CompletionStage<ServerBinding>> of(
            String address, Function<Materializer, CompletionStage<Made>> opening) {
        return Source.fromMaterializer(
                        (materializer, attributes) -> new SoleConnection(address).run(opening.apply(materializer)))
                .mapMaterializedValue(bound -> bound.thenCompose(binding -> binding));
    }

    private Source<IncomingConnection, CompletionStage<ServerBinding>> run(CompletionStage<Made> opening) {
        return Source.completionStage(opening)
                .map(this::offered)
                .concat(Source.completionStageSource(over.thenApply(done -> Source.<IncomingConnection>empty())))
                .watchTermination(Keep.right())
                .mapMaterializedValue(end -> {
                    end.whenComplete((done, failure) -> sourceEnded(opening, failure));
                    return bound;
                });
    }

    private IncomingConnection offered(Made made) {
        var flow = Flow.fromMaterializer((materializer, attributes) -> {
                    claimed();
                    return made.flow();
                })
                .watchTermination((started, end) -> {
                    end.whenComplete((done, failure) -> ended(failure));
                    return NotUsed.getInstance();
                });
        return new IncomingConnection(made.peer(), flow);
    }

    private void claimed() {
        if (!claimed.compareAndSet(false, true)) {
            throw new IllegalStateException("the connection to " + address + " was closed before it was used");
        }
        bound.complete(this);
    }

    private void ended(@Nullable Throwable failure) {
        over.completeExceptionally(
                failure == null
                        ? new TransportException(Code.CLOSED, "the connection to " + address + " ended", null)
                        : failure);
    }

    private void sourceEnded(CompletionStage<Made> opened, @Nullable Throwable failure) {
        if (claimed.compareAndSet(false, true)) {
            opened.thenAccept(unused -> unused.close().run());
            bound.completeExceptionally(
                    failure == null
                            ? new TransportException(Code.CLOSED, "stopped before " + address + " was used", null)
                            : failure);
        }
    }

    @Override
    public String localAddress() {
        return address;
    }

    /** The source completes; a connection that is in use lives on. */
    @Override
    public CompletionStage<Done> unbind() {
        over.complete(Done.getInstance());
        return over.handle((done, failure) -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> whenUnbound() {
        return over.minimalCompletionStage();
    }
}
