package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.WriteSet;
import org.jspecify.annotations.Nullable;

/** One entry of the total order. Everything that changes the kernel state is one. */
public sealed interface Entry {

    void applyTo(KernelState state);

    /**
     * A crank ended whole.
     *
     * @param delivery the number of the delivery it began with; 0 for the vat's start
     * @param result the result slot of that delivery, if it has one
     */
    record Crank(VatRecord vat, long delivery, @Nullable Slot result, WriteSet writeSet) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onCrank(this);
        }
    }

    /**
     * A vat is to end.
     *
     * @param culprit the result slot of the delivery whose fault it is, whose caller gets {@code reason} itself; the
     *     others get {@code VAT_TERMINATED} with {@code reason} as its cause
     */
    record EndVat(VatRecord vat, Fault reason, @Nullable Slot culprit) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onEndVat(this);
        }
    }

    /** Work from another thread waits in a vat. */
    record Wake(VatRecord vat) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onWake(this);
        }
    }

    /** A timer is due. */
    record TimerDue(VatRecord vat, long timer, boolean repeats) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onTimerDue(this);
        }
    }

    /**
     * Host code sends a message.
     *
     * @param watcher waits for its result, if it has one
     */
    record HostSend(
            KernelRef target,
            KernelMessage message,
            @Nullable PromiseWatcher watcher) implements Entry {
        /** A message whose outcome no host code waits for. */
        public HostSend(KernelRef target, KernelMessage message) {
            this(target, message, null);
        }

        @Override
        public void applyTo(KernelState state) {
            state.onHostSend(this);
        }
    }

    /** Host code settles a promise that it decides. */
    record HostSettle(
            KernelPromise promise,
            KernelSettlement settlement,
            @Nullable Receipt receipt) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onHostSettle(this);
        }
    }

    /** Host code wants to know how a promise ends. */
    record HostWatch(KernelPromise promise, PromiseWatcher watcher) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onHostWatch(this);
        }
    }

    /** An object of the host is gone: calls of it are rejected from now on. */
    record DeleteHostObject(KernelObject object) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onDelete(this);
        }
    }
}
