package dev.vellamo.kernel.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A step of a real launch plan that goes wrong in one way. */
final class FaultyStep implements Step {

    /** The ways. */
    enum Fault {
        /** Throws at once. */
        THROWS,
        /** Answers with a failure. */
        REJECTS,
        /** Does its work, then answers with a failure and gives back what it acquired. */
        ACQUIRES_AND_FAILS,
        /** Never answers and does not react to being cancelled. */
        HANGS,
        /** Does its work, ignores being cancelled, and answers long after the launch was undone. */
        SUCCEEDS_LATE,
        /** Never answers; the launch is cancelled meanwhile. */
        IS_CANCELLED
    }

    private final Step real;
    private final Fault fault;
    private final CompletableFuture<Held> answer = new CompletableFuture<>();
    private final CompletableFuture<Held> acquired = new CompletableFuture<>();
    private final CompletableFuture<String> reached = new CompletableFuture<>();

    FaultyStep(Step real, Fault fault) {
        this.real = real;
        this.fault = fault;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public CompletionStage<Held> acquire() {
        reached.complete(name());
        switch (fault) {
            case THROWS -> throw new IllegalStateException("thrown by " + name());
            case REJECTS -> answer.completeExceptionally(new IllegalStateException("rejected by " + name()));
            case ACQUIRES_AND_FAILS -> acquireAndFail();
            case SUCCEEDS_LATE -> acquireReally();
            case HANGS, IS_CANCELLED -> {
                // Nothing answers.
            }
        }
        return answer;
    }

    private void acquireAndFail() {
        CompletionStage<Held> then = acquired;
        then.thenCompose(Held::release)
                .whenComplete((done, failure) ->
                        answer.completeExceptionally(new IllegalStateException("failed by " + name())));
        acquireReally();
    }

    private void acquireReally() {
        real.acquire().whenComplete((held, failure) -> {
            if (failure == null) {
                acquired.complete(held);
            } else {
                acquired.completeExceptionally(failure);
            }
        });
    }

    /** Completes when the launch has come to this step. */
    CompletableFuture<String> reached() {
        return reached;
    }

    /** Lets a step that succeeds late succeed now; completes when it has. */
    CompletionStage<Held> succeed() {
        return acquired.thenApply(held -> {
            answer.complete(held);
            return held;
        });
    }

    @Override
    public void cancel() {
        // It does not react: that is the worst a step can do.
    }
}
