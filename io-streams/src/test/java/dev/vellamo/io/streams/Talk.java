package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.LinkException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What a test says and hears at one end of a stream. */
final class Talk {

    private static final int QUEUE = 10_000;
    private static final long PATIENCE_SECONDS = 10;

    private final CompletableFuture<BoundedSourceQueue<ByteString>> output = new CompletableFuture<>();
    private final CompletableFuture<SinkQueueWithCancel<ByteString>> input = new CompletableFuture<>();
    private final CompletableFuture<Throwable> outputEnded = new CompletableFuture<>();

    /** What the stream is joined to. Hears of messages only when asked to. */
    Flow<ByteString, ByteString, NotUsed> flow() {
        Source<ByteString, NotUsed> says = Source.<ByteString>queue(QUEUE)
                .mapMaterializedValue(queue -> {
                    output.complete(queue);
                    return NotUsed.getInstance();
                })
                .watchTermination((before, ended) -> {
                    ended.whenComplete((done, failure) -> outputEnded.complete(failure));
                    return before;
                });
        Sink<ByteString, NotUsed> hears = Sink.<ByteString>queue(1).mapMaterializedValue(queue -> {
            input.complete(queue);
            return NotUsed.getInstance();
        });
        return Flow.fromSinkAndSourceMat(hears, says, Keep.left());
    }

    void say(String message) {
        say(ByteString.fromString(message));
    }

    void say(ByteString message) {
        assertThat(await(output).offer(message)).isEqualTo(QueueOfferResult.enqueued());
    }

    /** Says no more. */
    void complete() {
        await(output).complete();
    }

    void fail(Throwable failure) {
        await(output).fail(failure);
    }

    /** Hears no more. */
    void cancel() {
        await(input).cancel();
    }

    String hear() {
        return hearBytes().decodeString(StandardCharsets.UTF_8);
    }

    ByteString hearBytes() {
        return next().orElseThrow(() -> new AssertionError("the stream completed"));
    }

    void hearsTheEnd() {
        assertThat(next()).isEmpty();
    }

    private Optional<ByteString> next() {
        return await(await(input).pull().toCompletableFuture());
    }

    LinkException hearsAFailure() {
        return await(failure());
    }

    /** Completes when the stream fails, unless something is heard before. */
    CompletableFuture<LinkException> failure() {
        return await(input).pull().toCompletableFuture().handle(Talk::failureOf);
    }

    private static LinkException failureOf(@Nullable Object heard, @Nullable Throwable failure) {
        if (failure instanceof LinkException expected) {
            return expected;
        }
        throw new AssertionError("heard " + heard + " instead of a failure of the stream", failure);
    }

    /** Waits until nothing can be said any more. */
    void isNotListenedTo() {
        await(outputEnded.handle((ended, never) -> true));
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError("failed: " + failure.getCause(), failure);
        } catch (InterruptedException | TimeoutException failure) {
            throw new AssertionError("not within " + PATIENCE_SECONDS + " s", failure);
        }
    }
}
