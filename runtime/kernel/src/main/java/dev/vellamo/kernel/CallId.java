package dev.vellamo.kernel;

import org.jspecify.annotations.Nullable;

/**
 * By what an idempotent service knows a call again that it gets once more after a restart of the kernel.
 *
 * <pre>{@code
 * public void pay(int amount) {
 *     bank.transfer(CallId.current(), amount);   // the bank drops a second transfer of the same id
 * }
 * }</pre>
 */
public final class CallId {

    private static final ThreadLocal<@Nullable Long> CURRENT = new ThreadLocal<>();

    private CallId() {}

    /**
     * The id of the call that this thread runs. No other call to this kernel's store has it, before or after.
     *
     * @throws IllegalStateException on a thread that does not run a call of a service registered as idempotent. A method
     *     that goes on elsewhere asks before.
     */
    public static long current() {
        var id = CURRENT.get();
        if (id == null) {
            throw new IllegalStateException(
                    "this thread runs no call of an idempotent service; ask in the service's method itself, and register"
                            + " it with ServiceOptions.DEFAULT.idempotent()");
        }
        return id;
    }

    /** A call of a service, for the kernel. */
    @FunctionalInterface
    public interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    /** For the kernel: makes a call under its id, or under none if that is 0. */
    public static @Nullable Object run(long id, Call call) throws Throwable {
        if (id == 0) {
            return call.make();
        }
        CURRENT.set(id);
        try {
            return call.make();
        } finally {
            CURRENT.remove();
        }
    }
}
