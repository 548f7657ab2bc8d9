package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.KernelRef;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.TypedView;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** A ref in the hands of host code. Any thread may use it. Two of the same object are equal. */
final class HostRef implements Ref {

    private final HostSide host;
    private final KernelRef target;

    /** What the target may be used through, kept for as long as this is; {@code null} if it needs none. */
    private final @Nullable Object lease;

    HostRef(HostSide host, KernelRef target, @Nullable Object lease) {
        this.host = host;
        this.target = target;
        this.lease = lease;
    }

    HostSide host() {
        return host;
    }

    KernelRef target() {
        return target;
    }

    @Override
    public Promise<Object> send(String method, @Nullable Object... arguments) {
        try {
            return host.send(target, method, arguments);
        } finally {
            Reference.reachabilityFence(lease);
            Reference.reachabilityFence(arguments);
        }
    }

    @Override
    public void sendOnly(String method, @Nullable Object... arguments) {
        try {
            host.sendOnly(target, method, arguments);
        } finally {
            Reference.reachabilityFence(lease);
            Reference.reachabilityFence(arguments);
        }
    }

    @Override
    public StreamHandle open(String method, @Nullable Object... arguments) {
        throw new VatException(
                ErrorCode.STREAMING_UNSUPPORTED,
                "host code opens a stream to \"" + method + "\" with Kernel.stream, as a Flow of Pekko Streams");
    }

    @Override
    public <T> T as(Class<T> type) {
        return TypedView.of(type, this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostRef that && that.host == host && that.target == target;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(target);
    }

    @Override
    public String toString() {
        return "Ref[" + target + "]";
    }
}
