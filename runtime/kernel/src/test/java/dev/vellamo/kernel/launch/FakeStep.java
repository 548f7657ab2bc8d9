package dev.vellamo.kernel.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A step that ends when and as a test says. */
final class FakeStep implements Step {

    private final String name;
    private final CompletableFuture<Held> outcome;
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicInteger cancels = new AtomicInteger();
    private Runnable onCancel = () -> {};
    private @Nullable Throwable thrown;

    FakeStep(String name, CompletableFuture<Held> outcome) {
        this.name = name;
        this.outcome = outcome;
    }

    /** A step that has not ended yet. */
    static FakeStep running(String name) {
        return new FakeStep(name, new CompletableFuture<>());
    }

    static FakeStep bringing(Held held) {
        return new FakeStep(held.name(), CompletableFuture.completedFuture(held));
    }

    static FakeStep rejecting(String name, Throwable failure) {
        return new FakeStep(name, CompletableFuture.failedFuture(failure));
    }

    static FakeStep throwing(String name, Throwable failure) {
        var step = running(name);
        step.thrown = failure;
        return step;
    }

    FakeStep onCancel(Runnable action) {
        onCancel = action;
        return this;
    }

    FakeStep endsWhenCancelled() {
        return onCancel(() -> outcome.completeExceptionally(new IllegalStateException("given up")));
    }

    void brings(Held held) {
        outcome.complete(held);
    }

    void fails(Throwable failure) {
        outcome.completeExceptionally(failure);
    }

    int cancels() {
        return cancels.get();
    }

    boolean awaitsStart() {
        try {
            return started.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<Held> acquire() {
        started.countDown();
        if (thrown instanceof RuntimeException failure) {
            throw failure;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return outcome;
    }

    @Override
    public void cancel() {
        cancels.incrementAndGet();
        onCancel.run();
    }
}
