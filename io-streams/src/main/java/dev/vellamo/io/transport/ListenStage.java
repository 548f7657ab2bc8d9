package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens at a path.
 *
 * <ul>
 *   <li>emits each accepted connection, when there is demand
 *   <li>backpressures by not accepting: the operating system queues up to the backlog, further clients wait or are refused
 *   <li>completes when it is unbound; fails if it cannot listen. A connection that cannot be accepted (too many open files)
 *       is not a failure: it is logged and tried again with backoff
 *   <li>when cancelled, unbinds
 * </ul>
 */
final class ListenStage
        extends AbstractGraphStageWithMaterializedValue<
                SourceShape<IncomingConnection>, CompletionStage<ServerBinding>> {

    private static final Logger log = LoggerFactory.getLogger(ListenStage.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);

    /** Descriptors come free at any time; a client should not wait much longer than that. */
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final SourceShape<IncomingConnection> shape = SourceShape.of(Outlet.create("Listen.out"));
    private final UnixTransport transport;
    private final Path path;
    private final BindOptions options;

    ListenStage(UnixTransport transport, Path path, BindOptions options) {
        this.transport = transport;
        this.path = path;
        this.options = options;
    }

    @Override
    public SourceShape<IncomingConnection> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<ServerBinding>> createLogicAndMaterializedValuePair(
            Attributes attributes) {
        var logic = new Logic();
        return Pair.create(logic, logic.outcome);
    }

    private final class Logic extends TimerGraphStageLogic implements UnixListener.Owner {
        private final CompletableFuture<ServerBinding> outcome = new CompletableFuture<>();
        private CompletionStage<UnixListener> binding = new CompletableFuture<>();
        private @Nullable UnixListener listener;
        private Duration nextRetry = FIRST_RETRY;

        Logic() {
            super(shape);
            setHandler(shape.out(), new AbstractOutHandler() {
                @Override
                public void onPull() {
                    demand();
                }
            });
        }

        @Override
        public void preStart() {
            var bound = createAsyncCallback(this::bound);
            var failed = createAsyncCallback(this::bindFailed);
            var blocking = materializer().system().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
            binding = CompletableFuture.supplyAsync(() -> transport.listen(path, options), blocking);
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
            binding.thenAccept(UnixListener::unbind);
            outcome.completeExceptionally(
                    new TransportException(Code.CLOSED, "the source was stopped before it listened at " + path, null));
        }

        @Override
        public void onTimer(Object timer) {
            demand();
        }

        @Override
        public void received(Connection connection) {
            nextRetry = FIRST_RETRY;
            if (listener != null) {
                var flow = new AcceptedConnection(connection, listener);
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
            log.warn("{} accepts nothing for {} ms: {}", path, nextRetry.toMillis(), cause.getMessage());
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

        private void bound(UnixListener made) {
            listener = made;
            made.attach(this, createAsyncCallback(Runnable::run)::invoke);
            outcome.complete(made);
            if (isAvailable(shape.out())) {
                demand();
            }
        }

        private void bindFailed(Throwable failure) {
            var cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            outcome.completeExceptionally(cause);
            failStage(cause);
        }

        private void demand() {
            if (listener != null) {
                listener.demand();
            }
        }
    }
}
