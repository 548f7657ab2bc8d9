package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes messages to where they go, and the outcome of promises to whoever waits. */
final class Routing {

    private record Settling(KernelPromise promise, KernelSettlement outcome) {}

    private final BiConsumer<String, Fault> unheard;
    private final Queue<Settling> settling = new ArrayDeque<>();

    Routing(BiConsumer<String, Fault> unheard) {
        this.unheard = unheard;
    }

    void route(KernelRef target, KernelMessage message) {
        var end = endOf(target);
        if (end instanceof KernelObject object) {
            routeToObject(object, message);
        } else if (end instanceof KernelPromise pending) {
            pending.park(message);
        } else if (((KernelPromise) target).last().settlement() instanceof KernelSettlement.Rejected rejected) {
            answer(message, rejected);
        } else {
            answer(
                    message,
                    KernelSettlement.rejected(
                            ErrorCode.BAD_PROMISE_RESOLUTION,
                            "\"" + message.method()
                                    + "\" was sent to a promise that resolved to something that is not a reference"));
        }
    }

    /** The object or the pending promise that a reference stands for, or {@code null} if it stands for neither. */
    static @Nullable KernelRef endOf(KernelRef target) {
        if (target instanceof KernelObject) {
            return target;
        }
        var last = ((KernelPromise) target).last();
        var settlement = last.settlement();
        if (settlement == null) {
            return last;
        }
        return settlement instanceof KernelSettlement.Fulfilled fulfilled
                        && fulfilled.value().asReference() instanceof KernelObject object
                ? object
                : null;
    }

    private void routeToObject(KernelObject object, KernelMessage message) {
        if (object.isDeleted()) {
            answer(message, KernelSettlement.rejected(ErrorCode.OBJECT_DELETED, deleted(object, message)));
            return;
        }
        var vat = object.vat();
        var result = message.result();
        if (result != null) {
            result.decideBy(vat);
        }
        if (vat == null) {
            Objects.requireNonNull(object.host()).call(message);
            return;
        }
        var arguments = Translation.toVat(message.arguments(), vat);
        deliver(
                vat,
                new Delivery.Message(
                        object.slot(),
                        message.method(),
                        arguments,
                        result == null ? null : Translation.promiseSlot(result, vat)));
        tellOfSettled(message.arguments(), vat);
    }

    /** Promises in a value that settled before the vat got to know them: it is told right behind the value. */
    private void tellOfSettled(KernelData data, VatRecord vat) {
        if (!data.refs().isEmpty()) {
            var batch = new NotifyBatch(vat);
            batch.addSettledOf(data);
            if (!batch.isEmpty()) {
                tell(vat, batch);
            }
        }
    }

    private static String deleted(KernelObject object, KernelMessage message) {
        var owner = object.vat();
        var host = object.host();
        var text = "\"" + message.method() + "\" was sent to an object that no longer exists";
        if (owner != null && owner.ended() != null) {
            return text + ": its vat " + owner.label() + " ended";
        }
        return host == null ? text : text + ": " + host.label();
    }

    private void answer(KernelMessage message, KernelSettlement outcome) {
        var result = message.result();
        if (result != null) {
            result.decideBy(null);
            resolve(result, outcome);
        } else if (outcome instanceof KernelSettlement.Rejected rejected) {
            unheard.accept(message.method(), rejected.reason());
        }
    }

    long deliver(VatRecord vat, Delivery delivery) {
        var number = vat.deliveries().issue();
        vat.port().deliver(number, delivery);
        return number;
    }

    // Promises

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
                settling.add(new Settling(
                        promise,
                        KernelSettlement.rejected(
                                ErrorCode.PROMISE_CYCLE, "a promise was resolved, through others, to itself")));
            } else if (settled != null) {
                settling.add(new Settling(promise, settled));
            } else {
                promise.follow(last);
            }
            return;
        }
        settling.add(new Settling(promise, outcome));
    }

    /** Tells everyone about the promises that settle, and about those that follow them. */
    void settleAll(@Nullable Receipt receipt) {
        var unclaimed = receipt;
        for (var next = settling.poll(); next != null; next = settling.poll()) {
            var promise = next.promise();
            var outcome = next.outcome();
            promise.settle(outcome);
            for (var follower : promise.takeFollowers()) {
                settling.add(new Settling(follower, outcome));
            }
            unclaimed = tellHolders(promise, unclaimed);
            for (var watcher : promise.takeWatchers()) {
                watcher.settled(outcome);
                unclaimed = consume(unclaimed);
            }
            for (var message : promise.takeParked()) {
                route(promise, message);
                unclaimed = consume(unclaimed);
            }
        }
        if (unclaimed != null) {
            unclaimed.returned();
        }
    }

    private @Nullable Receipt tellHolders(KernelPromise promise, @Nullable Receipt receipt) {
        var unclaimed = receipt;
        for (var holder : promise.takeHolders()) {
            promise.hold(holder);
            var batch = new NotifyBatch(holder.vat());
            batch.add(promise);
            var number = tell(holder.vat(), batch);
            if (unclaimed != null) {
                holder.vat().deliveries().expectReceipt(number, unclaimed);
                unclaimed = null;
            }
        }
        return unclaimed;
    }

    private long tell(VatRecord vat, NotifyBatch batch) {
        var number = deliver(vat, batch.delivery());
        batch.letGo(number);
        return number;
    }

    private @Nullable Receipt consume(@Nullable Receipt receipt) {
        if (receipt != null) {
            receipt.consumed();
        }
        return null;
    }

    void watch(KernelPromise promise, PromiseWatcher watcher) {
        var settlement = promise.settlement();
        if (settlement == null) {
            promise.watch(watcher);
        } else {
            watcher.settled(settlement);
        }
    }

    void settle(KernelPromise promise, KernelSettlement outcome) {
        settling.add(new Settling(promise, outcome));
    }
}
