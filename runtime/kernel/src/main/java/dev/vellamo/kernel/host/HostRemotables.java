package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.vat.Remotable;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernel objects of host remotables that were passed to vats. The same remotable is always the same object, for as
 * long as anybody holds it.
 */
final class HostRemotables {

    private final HostSide host;
    private final Map<Key, WeakReference<KernelObject>> objects = new ConcurrentHashMap<>();
    private final ReferenceQueue<Remotable> gone = new ReferenceQueue<>();

    HostRemotables(HostSide host) {
        this.host = host;
    }

    /** A remotable compared by identity, without keeping it. */
    private static final class Key extends WeakReference<Remotable> {
        private final int hash;

        Key(Remotable remotable, @Nullable ReferenceQueue<Remotable> queue) {
            super(remotable, queue);
            this.hash = System.identityHashCode(remotable);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Key key && key.get() != null && key.refersTo(get()));
        }
    }

    KernelObject object(Remotable remotable) {
        forgetGone();
        var known = objects.get(new Key(remotable, null));
        var object = known == null ? null : known.get();
        if (object != null) {
            return object;
        }
        synchronized (this) {
            var again = objects.get(new Key(remotable, null));
            object = again == null ? null : again.get();
            if (object == null) {
                object = host.remotable("an object of " + remotable.getClass().getName(), remotable);
                objects.put(new Key(remotable, gone), new WeakReference<>(object));
            }
            return object;
        }
    }

    private void forgetGone() {
        for (var key = gone.poll(); key != null; key = gone.poll()) {
            objects.remove(key);
        }
    }
}
