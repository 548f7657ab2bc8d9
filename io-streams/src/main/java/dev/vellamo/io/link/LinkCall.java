package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.OutgoingRequest;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request of this side's. Any thread. */
public final class LinkCall {

    private final Link link;
    private final CompletableFuture<Payload> answer = new CompletableFuture<>();

    // Touched by tasks of the link only.
    private @Nullable OutgoingRequest request;

    LinkCall(Link link) {
        this.link = link;
    }

    /**
     * The answer, or a {@link LinkException}. What depends on it runs on a thread of those that use the link, often the one
     * that reads, and must not block.
     */
    public CompletionStage<Payload> answer() {
        return answer.minimalCompletionStage();
    }

    /** The answer is not wanted any more. It fails with {@link WireError#CANCELLED} unless it is there already. */
    public void cancel() {
        link.execute(connection -> {
            if (request != null) {
                connection.cancel(request);
            }
        });
    }

    void sent(OutgoingRequest sent) {
        request = sent;
    }

    void answered(Payload payload) {
        answer.complete(payload);
    }

    void failed(WireFault fault) {
        answer.completeExceptionally(new LinkException(fault));
    }
}
