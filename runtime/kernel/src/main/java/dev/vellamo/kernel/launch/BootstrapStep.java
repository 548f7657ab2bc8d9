package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls {@code bootstrap(vats, services)} of the bootstrap vat's root and waits for the answer. It holds nothing. */
final class BootstrapStep implements Step {

    private final String vatName;
    private final Supplier<Ref> root;
    private final Supplier<Object[]> arguments;
    private final CompletableFuture<Promise<Object>> answer;
    private final CompletableFuture<Held> answered = new CompletableFuture<>();

    /**
     * A call that is not made yet.
     *
     * @param answer is completed with the promise once that is fulfilled
     */
    BootstrapStep(
            String vatName,
            Supplier<Ref> root,
            Supplier<Object[]> arguments,
            CompletableFuture<Promise<Object>> answer) {
        this.vatName = vatName;
        this.root = root;
        this.arguments = arguments;
        this.answer = answer;
    }

    @Override
    public String name() {
        return "bootstrap of vat " + vatName;
    }

    @Override
    public CompletionStage<Held> acquire() {
        var promise = root.get().send("bootstrap", arguments.get());
        promise.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(promise);
                answered.complete(Held.NOTHING);
            } else {
                answered.completeExceptionally(failed(failure));
            }
        });
        return answered;
    }

    private KernelException failed(Throwable failure) {
        var reason = Causes.unwrap(failure);
        return new KernelException(
                Code.LAUNCH_FAILED,
                "bootstrap of vat \"" + vatName + "\" failed: " + Causes.describe(reason),
                reason,
                null);
    }

    /** Nobody waits for the answer any more; the vat is about to be terminated. */
    @Override
    public void cancel() {
        answered.completeExceptionally(
                new KernelException(Code.LAUNCH_CANCELLED, "bootstrap of vat \"" + vatName + "\" was given up"));
    }
}
