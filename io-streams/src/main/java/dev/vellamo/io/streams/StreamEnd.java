package dev.vellamo.io.streams;

import static java.util.Objects.requireNonNull;

import dev.vellamo.io.link.LinkStream;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** What the stage, the handle and the link share of one stream. The stage calls {@link #begin} first and {@link #stopped} last. */
final class StreamEnd {

    private final StreamEvents events = new StreamEvents();
    private final CompletableFuture<Done> stageStopped = new CompletableFuture<>();
    private final Function<StreamEnd, LinkStream> opening;
    private final Consumer<StreamEnd> begun;
    private volatile @Nullable LinkStream stream;
    private boolean isFinished;

    private StreamEnd(Function<StreamEnd, LinkStream> opening, Consumer<StreamEnd> begun) {
        this.opening = opening;
        this.begun = begun;
    }

    /**
     * A stream that is opened when the stage starts.
     *
     * @param begun is told when it is open; from then on others may end it
     */
    static StreamEnd toOpen(Function<StreamEnd, LinkStream> opening, Consumer<StreamEnd> begun) {
        return new StreamEnd(opening, begun);
    }

    /** A stream that the other side has opened. */
    static StreamEnd accepted(LinkStream stream) {
        var end = new StreamEnd(itself -> stream, itself -> {});
        end.stream = stream;
        stream.accept(end.events);
        return end;
    }

    StreamEvents events() {
        return events;
    }

    LinkStream stream() {
        return requireNonNull(stream, "the stream is not open yet");
    }

    void begin() {
        if (stream == null) {
            stream = opening.apply(this);
            begun.accept(this);
        }
    }

    /** Both directions of the stage have ended as they should. */
    void finished() {
        isFinished = true;
    }

    void abort(WireFault fault) {
        stream().abort(fault);
    }

    /** Ends the stage, too. */
    void fail(WireFault fault) {
        abort(fault);
        events.failed(fault);
    }

    void stopped() {
        if (!isFinished && stream != null) {
            abort(new WireFault(WireError.CANCELLED, "the stream was stopped before both sides had ended it"));
        }
        stageStopped.complete(Done.getInstance());
    }

    /** Completes when the stage has ended, however it did. */
    CompletionStage<Done> stageStopped() {
        return stageStopped.minimalCompletionStage();
    }
}
