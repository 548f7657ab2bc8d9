package dev.vellamo.kernel.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Waits for something that others do. It holds nothing. */
final class WaitStep implements Step {

    private final String name;
    private final Supplier<CompletionStage<?>> awaited;
    private final CompletableFuture<Held> ended = new CompletableFuture<>();

    /** For what {@code awaited} gives when the step begins. */
    WaitStep(String name, Supplier<CompletionStage<?>> awaited) {
        this.name = name;
        this.awaited = awaited;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Held> acquire() {
        awaited.get().whenComplete((done, failure) -> {
            if (failure == null) {
                ended.complete(Held.NOTHING);
            } else {
                ended.completeExceptionally(failure);
            }
        });
        return ended;
    }

    @Override
    public void cancel() {
        ended.complete(Held.NOTHING);
    }
}
