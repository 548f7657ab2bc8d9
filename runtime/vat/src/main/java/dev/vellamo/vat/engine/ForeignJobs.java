package dev.vellamo.vat.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Work that other threads leave for a vat. Any thread may add; the vat takes. Closed, it drops what comes. */
final class ForeignJobs {

    private final VatHost host;
    private @Nullable ArrayDeque<Runnable> jobs;
    private boolean closed;

    ForeignJobs(VatHost host) {
        this.host = host;
    }

    void add(Runnable job) {
        boolean first;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (jobs == null) {
                jobs = new ArrayDeque<>(4);
            }
            first = jobs.isEmpty();
            jobs.add(job);
        }
        if (first) {
            host.wake();
        }
    }

    synchronized @Nullable Runnable poll() {
        return jobs == null ? null : jobs.poll();
    }

    synchronized void close() {
        closed = true;
        jobs = null;
    }
}
