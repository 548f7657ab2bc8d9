package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/** The units of an IO channel as a stream, for host code that wants one. */
public final class UnitSource {

    private UnitSource() {}

    /**
     * A stream of what a channel receives; run it once at a time.
     *
     * <p><b>Emits when</b> there are units of a session, or its end, and downstream asks.<br>
     * <b>Backpressures when</b> downstream does: the channel's senders stall when its buffer is full. An element counts in
     * that buffer until the next one is asked for.<br>
     * <b>Completes when</b> the channel is closed. <b>Cancels when</b> downstream cancels; what was emitted last is offered
     * to the next who receives, as nobody said that it was used.
     *
     * @param maxUnits of one element
     */
    public static Source<ReceivedUnits, NotUsed> of(ActorRef<IoChannel.Command> channel, int maxUnits) {
        return Source.fromMaterializer((materializer, attributes) -> run(new Taken(channel), maxUnits))
                .mapMaterializedValue(started -> NotUsed.getInstance());
    }

    private static Source<ReceivedUnits, NotUsed> run(Taken taken, int maxUnits) {
        return Source.unfoldAsync(
                        taken,
                        state -> state.next(maxUnits).thenApply(next -> next.map(units -> Pair.create(state, units))))
                .watchTermination((started, ended) -> {
                    ended.whenComplete((done, failure) -> taken.end());
                    return started;
                });
    }

    /** What one run of the stream has taken and not consumed yet: at most one element. */
    private static final class Taken {
        private final ActorRef<IoChannel.Command> channel;
        private Optional<ReceivedUnits> last = Optional.empty();
        private boolean ended;

        Taken(ActorRef<IoChannel.Command> channel) {
            this.channel = channel;
        }

        synchronized CompletionStage<Optional<ReceivedUnits>> next(int maxUnits) {
            last.ifPresent(used -> channel.tell(new IoChannel.Consumed(used.receipt())));
            last = Optional.empty();
            var next = new CompletableFuture<Optional<ReceivedUnits>>();
            channel.tell(new IoChannel.Receive(maxUnits, new Reply<>() {
                @Override
                public void succeed(ReceivedUnits units) {
                    if (take(units)) {
                        next.complete(Optional.of(units));
                    }
                }

                @Override
                public void fail(ErrorCode code, String message) {
                    if (code == ErrorCode.CHANNEL_CLOSED) {
                        next.complete(Optional.empty());
                    } else {
                        next.completeExceptionally(new IllegalStateException(code + ": " + message));
                    }
                }
            }));
            return next;
        }

        private synchronized boolean take(ReceivedUnits units) {
            if (ended) {
                channel.tell(new IoChannel.Returned(units.receipt()));
            } else {
                last = Optional.of(units);
            }
            return !ended;
        }

        synchronized void end() {
            ended = true;
            last.ifPresent(unused -> channel.tell(new IoChannel.Returned(unused.receipt())));
            last = Optional.empty();
        }
    }
}
