package dev.vellamo.kernel;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Host code that sends messages with idempotency keys, under a name that stays the same over restarts of it and of the
 * kernel. Any thread may use it.
 */
public interface Caller {

    /** Its keys are its own: another caller's are others, even with the same text. */
    String name();

    /**
     * Sends a message that has its effect once, however often it is sent with this key to this target: after a lost answer
     * it is safe to send it again. A repeated call joins the one that runs, or gets its outcome, a failure as well. So a
     * call that is to be made anew needs a new key.
     *
     * <p>An outcome is kept for 24 hours, and of all outcomes the last 100,000 are (see {@link KernelSettings}). With a key
     * that was forgotten the message is a new one.
     *
     * @param target a ref to an object; one to a promise has to be awaited first
     * @return rejected with {@code KEY_REUSED} if the key was used with another method or other arguments, and with {@code
     *     BAD_ARGUMENTS} if the target is a remotable of the host or an IO session: those have no name that tells them from
     *     others after a restart
     */
    Promise<Object> send(String key, Ref target, String method, @Nullable Object... arguments);
}
