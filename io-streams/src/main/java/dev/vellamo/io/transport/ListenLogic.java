package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a {@link ListenStage}. */
final class ListenLogic extends TimerGraphStageLogic implements Listener.Owner, OutHandler {

    private static final Logger log = LoggerFactory.getLogger(ListenLogic.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);

    /** Descriptors come free at any time; a client should not wait much longer than that. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final SourceShape<IncomingConnection> shape;
    private final String address;
    private final Supplier<Listener> listen;
    private final CompletableFuture<ServerBinding> outcome = new CompletableFuture<>();
    private CompletionStage<Listener> binding = new CompletableFuture<>();
    private @Nullable Listener listener;
    private Duration nextRetry = FIRST_RETRY;

    /**
     * @param address for messages
     * @param listen may block; called on a dispatcher made for that
     */
    ListenLogic(SourceShape<IncomingConnection> shape, String address, Supplier<Listener> listen) {
        super(shape);
        this.shape = shape;
        this.address = address;
        this.listen = listen;
        setHandler(shape.out(), this);
    }

    CompletionStage<ServerBinding> outcome() {
        return outcome;
    }

    @Override
    public void preStart() {
        var bound = createAsyncCallback(this::bound);
        var failed = createAsyncCallback(this::bindFailed);
        binding = CompletableFuture.supplyAsync(listen, BlockingWork.executor(materializer()));
        binding.whenComplete((made, failure) -> {
            if (failure == null) {
                bound.invoke(made);
            } else {
                failed.invoke(failure);
            }
        });
    }

    @Override
    public void postStop() {
        binding.thenAccept(Listener::unbind);
        outcome.completeExceptionally(
                new TransportException(Code.CLOSED, "the source was stopped before it listened at " + address, null));
    }

    @Override
    public void onPull() {
        if (listener != null && isAvailable(shape.out())) {
            listener.demand();
        }
    }

    @Override
    public void onTimer(Object timer) {
        onPull();
    }

    @Override
    public void received(Connection connection) {
        nextRetry = FIRST_RETRY;
        if (listener != null) {
            var flow = new AcceptedConnection(connection, listener::claimed);
            push(shape.out(), new IncomingConnection(connection.peer(), Flow.fromGraph(flow)));
        }
    }

    @Override
    public void ended() {
        completeStage();
    }

    @Override
    public void failed(IOException cause) {
        if (cause instanceof ClosedChannelException && listener != null) {
            listener.abandoned(cause);
            return;
        }
        log.warn("{} accepts nothing for {} ms: {}", address, nextRetry.toMillis(), cause.getMessage());
        scheduleOnce("accept", nextRetry);
        nextRetry = Backoff.longer(nextRetry, LONGEST_RETRY);
    }

    @Override
    public void unbound(@Nullable Throwable failure) {
        if (failure == null) {
            completeStage();
        } else {
            failStage(failure);
        }
    }

    private void bound(Listener made) {
        listener = made;
        made.attach(this, createAsyncCallback(Runnable::run)::invoke);
        outcome.complete(made);
        onPull();
    }

    private void bindFailed(Throwable failure) {
        var cause = BlockingWork.cause(failure);
        outcome.completeExceptionally(cause);
        failStage(cause);
    }
}
