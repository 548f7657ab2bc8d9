package dev.vellamo.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits, within a deadline, for what other threads or the operating system bring about.
 *
 * <pre>{@code
 * Eventually.holds(() -> "the socket file is there", () -> Files.exists(socket));
 * String answer = Eventually.answer(echo.send("echo", "hello").as(String.class));
 * }</pre>
 */
public final class Eventually {

    /** Real time. Far more than anything takes that works, so that a busy machine fails no test. */
    public static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Nothing tells when a descriptor is gone, so it is looked for; this often costs nothing and delays nothing. */
    private static final long POLL_NS = Duration.ofMillis(1).toNanos();

    private Eventually() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param description what is expected; asked for only if it does not hold
     * @throws AssertionError with the description, if it does not hold before the deadline
     */
    public static void holds(Supplier<String> description, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + description.get());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /**
     * Waits for a result; not for use in a vat.
     *
     * @throws CompletionException with the reason, if it is a rejection
     * @throws AssertionError if there is no result before the deadline
     */
    public static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + DEADLINE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an answer", e);
        }
    }

    /**
     * Waits for a result that is a rejection, and returns its reason; not for use in a vat.
     *
     * @throws AssertionError if it is none, or is one of another type
     */
    public static <X extends Throwable> X rejection(Class<X> type, CompletionStage<?> stage) {
        Object value;
        try {
            value = answer(stage);
        } catch (CompletionException e) {
            if (type.isInstance(e.getCause())) {
                return type.cast(e.getCause());
            }
            throw new AssertionError("not rejected with a " + type.getName() + " but with " + e.getCause(), e);
        }
        throw new AssertionError("not rejected but fulfilled with " + value);
    }
}
