package dev.vellamo.kernel.state;

import dev.vellamo.protocol.crank.StreamSignal;

/**
 * Something that leaves the kernel. It waits until every entry up to the one that caused it is on disk, whichever vat that
 * was; if that fails, it never leaves.
 */
public sealed interface Outgoing {

    /** Lets it leave. Called once, not in the total order, in the order in which the state gave it out. */
    void leave();

    /** Host code that waits for a promise hears how it ended. */
    record Answer(PromiseWatcher watcher, KernelSettlement settlement, HostLease lease) implements Outgoing {
        @Override
        public void leave() {
            watcher.settled(settlement, lease);
        }
    }

    /** A message to an object of the host. */
    record Call(HostObject object, HostCall call) implements Outgoing {
        @Override
        public void leave() {
            object.call(call);
        }
    }

    /** Host code hears what the other end of its stream said. */
    record Signal(HostStream.Listener listener, StreamSignal signal) implements Outgoing {
        @Override
        public void leave() {
            listener.heard(signal);
        }
    }

    /** News for host code: what it asked for is done and stays. */
    record News(Runnable told) implements Outgoing {
        @Override
        public void leave() {
            told.run();
        }
    }
}
