package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.crank.WriteSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One entry of the total order. Everything that changes the kernel state is one. */
public sealed interface Entry {

    void applyTo(KernelState state);

    // Vats

    /** A vat is there; it is down. */
    record AddVat(VatRecord vat) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().add(vat);
        }
    }

    /** The code of a vat is loaded: its heap begins, and what waits for it is brought. Does nothing if the vat ended. */
    record Attach(VatRecord vat, VatPort port) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().attach(vat, port);
        }
    }

    /**
     * A crank ended whole. It counts only if it is the one that is due from the heap that the vat has now.
     *
     * @param incarnation of the heap
     * @param delivery the number of the delivery it began with; 0 for the vat's start
     */
    record Crank(VatRecord vat, long incarnation, long delivery, WriteSet writeSet) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().crank(this);
        }
    }

    /**
     * The heap of a vat is lost by a fault. The vat ends, or is down until it is attached again, as its port says.
     *
     * @param incarnation of the heap
     * @param delivery the one whose crank was aborted, or -1 if it was none; it is not brought again
     */
    record Fail(VatRecord vat, long incarnation, long delivery, Fault reason) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().fail(this);
        }
    }

    /**
     * The place where a vat ran is gone, through no fault of the vat: as {@link Fail}, but what ran is brought once more. A
     * message whose second delivery dies as well is rejected with {@code VAT_FAILED}.
     */
    record PlaceDied(VatRecord vat, long incarnation, Fault reason) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().placeDied(this);
        }
    }

    /** Somebody wants a vat to begin anew: its heap is lost and it is down, whatever its config says. */
    record Restart(VatRecord vat, Fault reason) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().restart(vat, reason);
        }
    }

    /** A vat is over. */
    record EndVat(VatRecord vat, Fault reason) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().end(this);
        }
    }

    /** From its next start on a vat has other code: JSON, or empty text for that of its config. */
    record ChangeCode(VatRecord vat, String code) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            vat.becomes(code);
        }
    }

    /** Work from another thread waits in a vat. */
    record Wake(VatRecord vat) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().wake(vat, null);
        }
    }

    /** A delivery that does nothing goes through each vat's queue; {@code passed} is told of each of them. */
    record Ping(List<VatRecord> vats, Receipt passed) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            vats.forEach(vat -> state.lives().wake(vat, passed));
        }
    }

    /** A timer is due. */
    record TimerDue(VatRecord vat, long timer, boolean repeats) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.lives().timerDue(this);
        }
    }

    // Host code

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
            state.host().send(this);
        }
    }

    /**
     * Host code sends a message that has its effect once, however often it is sent with this key by this caller to this
     * target: a repeated one joins the running call or gets its outcome. With another method or other arguments it is
     * rejected with {@code KEY_REUSED}.
     *
     * @param message its result, if it has one, is this sender's alone
     * @param watcher waits for the outcome
     */
    record KeyedSend(String caller, String key, KernelObject target, KernelMessage message, PromiseWatcher watcher)
            implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.host().send(this);
        }
    }

    /** Host code settles a promise that it decides. */
    record HostSettle(
            KernelPromise promise,
            KernelSettlement settlement,
            @Nullable Receipt receipt) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.host().settle(this);
        }
    }

    /** Host code wants to know how a promise ends. */
    record HostWatch(KernelPromise promise, PromiseWatcher watcher) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.host().watch(this);
        }
    }

    /** Host code can use nothing of this lease any more. */
    record HostRelease(HostLease lease) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.ledger().release(lease.refs(), false);
        }
    }

    /** An object of the host is there that something stored may refer to. */
    record BindHostObject(KernelObject object, HostObject host) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            object.bind(host);
        }
    }

    /** An object of the host is gone: calls of it are rejected from now on. */
    record DeleteHostObject(KernelObject object) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            object.delete();
        }
    }

    /** Calls of an object are rejected with {@code OBJECT_REVOKED} from now on, for ever. */
    record Revoke(KernelObject object) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            object.revoke(state.ledger());
            state.streams().revoked(object);
        }
    }

    /** An object is to stay though nobody refers to it. As many unpins take the pin away. */
    record Pin(KernelObject object) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            object.pin(state.ledger());
        }
    }

    /** Takes a pin away; does nothing if there is none. */
    record Unpin(KernelObject object) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            object.unpin(state.ledger());
        }
    }

    /** Finds what a text designates, such as {@code v3:o+0} or {@code kp7}. {@code found} is called in the total order. */
    record Find(String text, Consumer<Optional<KernelRef>> found) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onFind(this);
        }
    }

    // Streams of host code

    /** Host code opens a stream. What becomes of it is told by signals. */
    record OpenStream(HostStream stream, KernelObject target, KernelMessage opening) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.streams().open(stream, target, opening);
        }
    }

    /** Host code says something on its stream, which is legal. On one that is over it goes nowhere. */
    record SignalStream(HostStream stream, StreamSignal signal) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.streams().say(stream, signal);
        }
    }

    // The kernel

    /**
     * A subcluster is to be launched again when the kernel starts, as it now says.
     *
     * @param answer what its bootstrap answered, which {@code now} has in the form of the disk
     */
    record KeepSubcluster(SubclusterRecord subcluster, StoredRow.Subcluster now, KernelData answer) implements Entry {

        /** One whose bootstrap has not answered. */
        public KeepSubcluster(SubclusterRecord subcluster, StoredRow.Subcluster now) {
            this(subcluster, now, KernelData.NULL);
        }

        @Override
        public void applyTo(KernelState state) {
            state.onKeep(this);
        }
    }

    /** A subcluster has ended. */
    record ForgetSubcluster(SubclusterRecord subcluster) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onForget(subcluster);
        }
    }

    /** Asks vats what their heaps hold no more; with an empty list, all of them. */
    record BringOutYourDead(List<VatRecord> vats) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onBringOutYourDead(vats);
        }
    }

    /** Collects what nobody reaches, and forgets outcomes that are too old. */
    record CollectGarbage() implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onCollectGarbage();
        }
    }

    /**
     * What is to be done now and then: asks vats that ran something what their heaps hold no more, and collects what nobody
     * reaches, if there is anything.
     *
     * @param heapsWereCollected whether the JVM has collected garbage since the last time
     */
    record Tidy(boolean heapsWereCollected) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onTidy(heapsWereCollected);
        }
    }

    /** Forgets the outcomes of all calls with idempotency keys. */
    record ForgetOutcomes() implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.keyedCalls().forgetAll();
        }
    }

    /** Runs {@code told} once everything up to here is on disk. */
    record Tell(Runnable told) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            state.onTell(told);
        }
    }

    /** Does nothing but take a place in the order, for what {@code seen} looks at. It is called in the total order. */
    record Look(Consumer<KernelState> seen) implements Entry {
        @Override
        public void applyTo(KernelState state) {
            seen.accept(state);
        }
    }
}
