package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Optional;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a connection: a sink that decodes each chunk and hands over all its units at once.
 *
 * <p>Materialise once.
 *
 * <pre>
 *   emits          a batch to the channel for each chunk
 *   backpressures  from a batch until the channel says {@link #readOn}
 *   completes      when the client has closed its sending side, after the tail
 *   cancels        on {@link #stop}, and when a unit is refused
 * </pre>
 */
final class SessionInput extends GraphStage<SinkShape<ByteString>> {

    private enum Order {
        READ_ON,
        STOP
    }

    private final Inlet<ByteString> in = Inlet.create("SessionInput.in");
    private final Optional<UnitDecoder> decoder;
    private final SessionEvents events;
    private volatile @Nullable AsyncCallback<Order> orders;

    /** @param decoder empty if what the client sends is to be ignored */
    SessionInput(Optional<UnitDecoder> decoder, SessionEvents events) {
        this.decoder = decoder;
        this.events = events;
    }

    /** One more chunk, please. From any thread. */
    void readOn() {
        order(Order.READ_ON);
    }

    /** Reads no more; what was not handed over is dropped. From any thread. */
    void stop() {
        order(Order.STOP);
    }

    private void order(Order order) {
        var callback = orders;
        if (callback != null) {
            callback.invoke(order);
        }
    }

    @Override
    public SinkShape<ByteString> shape() {
        return SinkShape.of(in);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Reading();
    }

    private final class Reading extends GraphStageLogic {
        private boolean endTold;

        Reading() {
            super(shape());
            orders = createAsyncCallback(this::onOrder);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onChunk(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    onEnd();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    end(Optional.of(broken(failure)));
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void postStop() {
            tellEnd(Optional.of(new SessionFailure(ErrorCode.IO_FAILED, "the connection was abandoned")));
        }

        private void onOrder(Order order) {
            if (order == Order.STOP) {
                end(Optional.empty());
            } else if (!isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private void onChunk(ByteString chunk) {
            if (decoder.isEmpty()) {
                pull(in);
                return;
            }
            var decoded = decoder.get().feed(chunk.toArrayUnsafe());
            events.read(decoded);
            if (decoded.failure().isPresent()) {
                end(decoded.failure());
            }
        }

        private void onEnd() {
            if (decoder.isEmpty()) {
                end(Optional.empty());
                return;
            }
            var tail = decoder.get().finish();
            if (!tail.units().isEmpty()) {
                events.read(tail);
            }
            end(tail.failure());
        }

        private SessionFailure broken(Throwable failure) {
            int lost = decoder.map(UnitDecoder::partialBytes).orElse(0);
            var what = lost == 0
                    ? "the connection broke: "
                    : "the connection broke within a unit, after " + lost + " bytes: ";
            return new SessionFailure(ErrorCode.IO_FAILED, what + failure);
        }

        private void end(Optional<SessionFailure> why) {
            tellEnd(why);
            completeStage();
        }

        private void tellEnd(Optional<SessionFailure> why) {
            if (!endTold) {
                endTold = true;
                events.inputEnded(why);
            }
        }
    }
}
