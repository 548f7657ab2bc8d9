package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostLease;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The promises that host code waits for, so that each is answered even if its decider never does. Any thread may use it.
 */
final class OpenPromises {

    static final KernelSettlement KERNEL_ENDED = KernelSettlement.rejected(
            ErrorCode.KERNEL_STOPPED, "the kernel ended before this was answered, or before it was asked for");

    private final Set<HostPromise<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    void add(HostPromise<?> promise) {
        open.add(promise);
        if (ended) {
            reject(promise, KERNEL_ENDED);
        }
    }

    void remove(HostPromise<?> promise) {
        open.remove(promise);
    }

    /** Rejects all of them with {@code why}, and those that are added from now on because the kernel has ended. */
    void end(KernelSettlement why) {
        ended = true;
        open.forEach(promise -> reject(promise, why));
    }

    private static void reject(HostPromise<?> promise, KernelSettlement why) {
        promise.settled(why, HostLease.NONE);
    }
}
