package dev.vellamo.io.transport;

import dev.vellamo.io.transport.TransportException.Code;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Connects when it starts, then behaves as {@link ConnectionLogic} says. While the listener's queue is full it tries again.
 */
final class ConnectStage
        extends AbstractGraphStageWithMaterializedValue<
                FlowShape<ByteString, ByteString>, CompletionStage<OutgoingConnection>> {

    private static final Duration FIRST_RETRY = Duration.ofMillis(1);

    /** A listener that accepts at all has room again within this. */
    private static final Duration LONGEST_RETRY = Duration.ofMillis(50);

    /** A listener that has accepted nothing for so long will not do so soon. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("Connect.in"), Outlet.create("Connect.out"));
    private final UnixTransport transport;
    private final Path path;

    ConnectStage(UnixTransport transport, Path path) {
        this.transport = transport;
        this.path = path;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<OutgoingConnection>> createLogicAndMaterializedValuePair(
            Attributes attributes) {
        var logic = new Logic();
        return Pair.create(logic, logic.outcome);
    }

    private final class Logic extends ConnectionLogic {
        private final CompletableFuture<OutgoingConnection> outcome = new CompletableFuture<>();
        private final long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
        private Duration nextRetry = FIRST_RETRY;

        Logic() {
            super(shape);
        }

        @Override
        public void preStart() {
            super.preStart();
            connect();
        }

        @Override
        public void onTimer(Object timer) {
            connect();
        }

        @Override
        void cancelledUnconnected(Throwable cause) {
            fail(new TransportException(Code.CLOSED, "cancelled before it was connected to " + path, cause));
        }

        @Override
        public void postStop() {
            super.postStop();
            outcome.completeExceptionally(new AbruptStageTerminationException(this));
        }

        private void connect() {
            try {
                var connection = transport.dial(path);
                outcome.complete(new OutgoingConnection(path, connection.peer()));
                open(connection);
            } catch (TransportException failure) {
                if (failure.code() == Code.LISTENER_BUSY && System.nanoTime() < deadlineNs) {
                    scheduleOnce("connect", nextRetry);
                    nextRetry = Backoff.longer(nextRetry, LONGEST_RETRY);
                } else {
                    fail(failure);
                }
            }
        }

        private void fail(TransportException failure) {
            outcome.completeExceptionally(failure);
            failStage(failure);
        }
    }
}
