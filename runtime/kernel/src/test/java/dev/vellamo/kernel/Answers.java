package dev.vellamo.kernel;

import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for outcomes, in tests only. */
final class Answers {

    private Answers() {}

    static <T> T of(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    static VatException rejection(CompletionStage<?> stage) {
        try {
            var value = of(stage);
            throw new AssertionError("not rejected but fulfilled with " + value);
        } catch (CompletionException e) {
            if (e.getCause() instanceof VatException rejection) {
                return rejection;
            }
            throw new AssertionError("not rejected but " + e.getCause(), e);
        }
    }

    static KernelException launchFailure(Launch launch) {
        try {
            var launched = of(launch.result());
            throw new AssertionError("launched " + launched.id());
        } catch (CompletionException e) {
            if (e.getCause() instanceof KernelException failure) {
                return failure;
            }
            throw new AssertionError("not a KernelException but " + e.getCause(), e);
        }
    }
}
