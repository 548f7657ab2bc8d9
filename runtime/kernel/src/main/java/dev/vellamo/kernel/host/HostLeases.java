package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostLease;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The leases that host code holds. Each is given back when the JVM notices that the object which stands for it can be
 * reached no more. Any thread may use it.
 */
final class HostLeases {

    private static final class Given extends PhantomReference<Object> {
        private final HostLease lease;

        Given(Object token, ReferenceQueue<Object> queue, HostLease lease) {
            super(token, queue);
            this.lease = lease;
        }
    }

    private final Set<Given> given = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private final Consumer<HostLease> release;

    /** None yet; {@code release} gets those that are given back. */
    HostLeases(Consumer<HostLease> release) {
        this.release = release;
    }

    /** What is to be kept for as long as the lease is needed, or {@code null} if it has no references. */
    @Nullable
    Object keep(HostLease lease) {
        if (lease.refs().isEmpty()) {
            return null;
        }
        giveBack();
        var token = new Object();
        given.add(new Given(token, unreachable, lease));
        return token;
    }

    /** Gives back those whose end the JVM has noticed. */
    void giveBack() {
        for (var ended = unreachable.poll(); ended != null; ended = unreachable.poll()) {
            if (ended instanceof Given lease && given.remove(lease)) {
                release.accept(lease.lease);
            }
        }
    }
}
