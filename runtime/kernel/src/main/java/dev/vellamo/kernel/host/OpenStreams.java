package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostStream;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.StreamSignal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Host code at the ends of streams, so that each hears when the kernel ends. Any thread may use it. */
final class OpenStreams {

    private final Set<HostStream.Listener> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Fault> late = new AtomicReference<>();

    void add(HostStream.Listener listener) {
        open.add(listener);
        var tooLate = late.get();
        if (tooLate != null) {
            listener.heard(new StreamSignal.Failed(tooLate));
        }
    }

    void remove(HostStream.Listener listener) {
        open.remove(listener);
    }

    /** Fails all of them, and those that are added from now on. */
    void end(Fault with, String why) {
        late.compareAndSet(null, Fault.of(ErrorCode.KERNEL_STOPPED, "the kernel has ended: " + why));
        open.forEach(listener -> listener.heard(new StreamSignal.Failed(with)));
    }
}
