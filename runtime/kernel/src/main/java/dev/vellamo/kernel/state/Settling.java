package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Settles promises, and tells whoever waits for one how it ended; messages parked on it go back to {@link Routing}. */
final class Settling {

    private record Outcome(KernelPromise promise, KernelSettlement settlement) {}

    private final Ledger ledger;
    private final Outbox outbox;
    private final Routing routing;
    private final Queue<Outcome> settling = new ArrayDeque<>();

    Settling(Ledger ledger, Outbox outbox, Routing routing) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.routing = routing;
    }

    void decideBy(KernelPromise promise, @Nullable VatRecord vat) {
        promise.decideBy(vat);
        ledger.touched(promise);
    }

    /** Settles a promise, or makes it follow the one that it resolved to. One that is not pending stays as it is. */
    void resolve(KernelPromise promise, KernelSettlement outcome) {
        if (!promise.isPending()) {
            return;
        }
        if (outcome instanceof KernelSettlement.Fulfilled fulfilled
                && fulfilled.value().asReference() instanceof KernelPromise other) {
            var last = other.last();
            var settled = last.settlement();
            if (last.dependsOn(promise)) {
                settling.add(new Outcome(
                        promise,
                        KernelSettlement.rejected(
                                ErrorCode.PROMISE_CYCLE, "a promise was resolved, through others, to itself")));
            } else if (settled != null) {
                settling.add(new Outcome(promise, settled));
            } else {
                follow(promise, last);
            }
            return;
        }
        settling.add(new Outcome(promise, outcome));
    }

    private void follow(KernelPromise promise, KernelPromise last) {
        var before = promise.targets();
        var parked = promise.follow(last);
        ledger.retargeted(promise, before);
        for (var waiting : parked) {
            waiting.moveTo(last, ledger);
        }
    }

    /** Tells everyone about the promises that settle, and about those that follow them. */
    void settleAll(@Nullable Receipt receipt) {
        var unclaimed = receipt;
        for (var next = settling.poll(); next != null; next = settling.poll()) {
            var promise = next.promise();
            var outcome = next.settlement();
            var before = promise.targets();
            promise.settle(outcome);
            ledger.retargeted(promise, before);
            var call = promise.call();
            for (var follower : promise.takeFollowers()) {
                settling.add(new Outcome(follower, outcome));
            }
            unclaimed = tellHolders(promise, unclaimed);
            for (var watcher : promise.takeWatchers()) {
                tell(watcher, outcome);
                unclaimed = consume(unclaimed);
            }
            for (var waiting : promise.takeParked()) {
                unpark(promise, waiting, outcome);
                unclaimed = consume(unclaimed);
            }
            if (call != null) {
                call.end(ledger);
            }
        }
        if (unclaimed != null) {
            unclaimed.returned();
        }
    }

    private void unpark(KernelPromise promise, Waiting waiting, KernelSettlement outcome) {
        var target = waiting.target();
        if (target == null) {
            routing.route(promise, waiting.message());
        } else {
            routing.routeToObject(target, WatchedOutcome.bring(waiting.message(), outcome), 0);
        }
        waiting.end(ledger);
    }

    private @Nullable Receipt tellHolders(KernelPromise promise, @Nullable Receipt receipt) {
        var unclaimed = receipt;
        for (var holder : promise.holders()) {
            var batch = new NotifyBatch(holder.vat());
            batch.add(promise);
            if (batch.isEmpty()) {
                continue;
            }
            var number = batch.deliver();
            if (unclaimed != null) {
                holder.vat().deliveries().expectReceipt(number, unclaimed);
                unclaimed = null;
            }
        }
        return unclaimed;
    }

    private void tell(PromiseWatcher watcher, KernelSettlement outcome) {
        var refs = outcome instanceof KernelSettlement.Fulfilled fulfilled
                ? fulfilled.value().refs()
                : List.<KernelRef>of();
        outbox.add(new Outgoing.Answer(watcher, outcome, ledger.lease(refs)));
    }

    private @Nullable Receipt consume(@Nullable Receipt receipt) {
        if (receipt != null) {
            receipt.consumed();
        }
        return null;
    }

    /** A promise that follows another may have been forgotten by that one, so it is that one that is watched. */
    void watch(KernelPromise promise, PromiseWatcher watcher) {
        var last = promise.last();
        var settlement = last.settlement();
        if (settlement == null) {
            last.watch(watcher);
        } else {
            tell(watcher, settlement);
        }
    }

    void settle(KernelPromise promise, KernelSettlement outcome) {
        settling.add(new Outcome(promise, outcome));
    }
}
