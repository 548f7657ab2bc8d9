package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostLease;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The promises that host code waits for, so that each is answered even if its decider never does. Any thread may use it.
 */
final class OpenPromises {

    private final Set<HostPromise<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable KernelSettlement> late = new AtomicReference<>();

    void add(HostPromise<?> promise) {
        open.add(promise);
        var tooLate = late.get();
        if (tooLate != null) {
            reject(promise, tooLate);
        }
    }

    void remove(HostPromise<?> promise) {
        open.remove(promise);
    }

    /**
     * Rejects all of them.
     *
     * @param why the kernel has ended, for those that are added from now on; the first that was given counts
     */
    void end(KernelSettlement with, String why) {
        late.compareAndSet(null, KernelSettlement.rejected(ErrorCode.KERNEL_STOPPED, "the kernel has ended: " + why));
        open.forEach(promise -> reject(promise, with));
    }

    private static void reject(HostPromise<?> promise, KernelSettlement why) {
        promise.settled(why, HostLease.NONE);
    }
}
