package dev.vellamo.kernel;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A launch on its way. Any thread may use it. */
public interface Launch {

    /** What the subcluster will be called, such as {@code s1}. */
    CompletionStage<String> id();

    /**
     * The subcluster once everything in its config is there and {@code bootstrap} has answered.
     *
     * @return fails with a {@link KernelException} once everything the launch had acquired is released again
     */
    CompletionStage<Subcluster> result();

    /** Gives up: what was acquired is released, and the result fails with code {@code LAUNCH_CANCELLED}. */
    void cancel();

    /**
     * Waits for the result. Not for use in a vat, an actor or a callback.
     *
     * @throws KernelException if the launch fails
     */
    default Subcluster join() {
        try {
            return result().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KernelException known
                    ? new KernelException(
                            known.code(),
                            String.valueOf(known.getMessage()),
                            known,
                            known.rollback().orElse(null))
                    : e;
        }
    }
}
