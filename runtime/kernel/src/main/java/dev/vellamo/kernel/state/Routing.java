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

    private final Ledger ledger;
    private final Outbox outbox;
    private final BiConsumer<String, Fault> unheard;
    private final int maxWaitingMessages;
    private final Queue<Settling> settling = new ArrayDeque<>();

    Routing(Ledger ledger, Outbox outbox, BiConsumer<String, Fault> unheard, int maxWaitingMessages) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.unheard = unheard;
        this.maxWaitingMessages = maxWaitingMessages;
    }

    // Messages

    void route(KernelRef target, KernelMessage message) {
        var end = endOf(target);
        if (end instanceof KernelObject object) {
            routeToObject(object, message, 0);
        } else if (end instanceof KernelPromise pending) {
            park(pending, message);
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

    private void park(KernelPromise pending, KernelMessage message) {
        if (pending.parkedMessages() < maxWaitingMessages) {
            wait(Waiting.parked(nextPlace(), message, pending), pending);
        } else {
            answer(message, limitReached("on one promise", message));
        }
    }

    /** Sends {@code message}, with the outcome before its arguments, to {@code target} when a promise settles. */
    void watch(KernelPromise promise, KernelObject target, KernelMessage message) {
        var end = promise.last();
        var settled = end.settlement();
        if (settled != null) {
            routeToObject(target, WatchedOutcome.bring(message, settled), 0);
        } else if (end.parkedMessages() < maxWaitingMessages) {
            wait(Waiting.watching(nextPlace(), message, target, end), end);
        } else {
            answer(message, limitReached("on one promise", message));
        }
    }

    private void wait(Waiting waiting, KernelPromise on) {
        waiting.begin(ledger);
        on.park(waiting);
    }

    private long nextPlace() {
        return ledger.numbers().places().next();
    }

    private KernelSettlement limitReached(String where, KernelMessage message) {
        return KernelSettlement.rejected(
                ErrorCode.LIMIT_REACHED,
                "\"" + message.method() + "\" was not sent: " + maxWaitingMessages + " messages wait " + where
                        + " already (setting maxWaitingMessages)");
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

    private void routeToObject(KernelObject object, KernelMessage message, int attempts) {
        if (object.isRevoked()) {
            answer(message, KernelSettlement.rejected(ErrorCode.OBJECT_REVOKED, revoked(object, message)));
            return;
        }
        if (object.isDeleted()) {
            answer(message, KernelSettlement.rejected(ErrorCode.OBJECT_DELETED, deleted(object, message)));
            return;
        }
        var vat = object.vat();
        if (vat == null) {
            callHost(object, Objects.requireNonNull(object.host()), message);
        } else if (vat.deliveries().outstanding() >= maxWaitingMessages
                || vat.queue().size() >= maxWaitingMessages) {
            answer(message, limitReached("for vat " + vat.label(), message));
        } else {
            var waiting = Waiting.inVat(nextPlace(), message, object);
            waiting.attempts(attempts);
            vat.queue().add(waiting);
            bring(waiting, object, vat);
        }
    }

    private void callHost(KernelObject object, HostObject host, KernelMessage message) {
        var result = message.result();
        if (result != null) {
            decideBy(result, null);
        }
        var kind = host.kind(message.method());
        var id = 0L;
        var sent = message;
        if (kind == HostObject.Kind.IDEMPOTENT) {
            id = ledger.numbers().calls().next();
            sent = result == null
                    ? new KernelMessage(message.method(), message.arguments(), new KernelPromise())
                    : message;
            new ServiceCall(id, object, sent).begin(ledger);
        }
        var call = new HostCall(id, sent, ledger.lease(sent.arguments().refs()));
        if (kind == HostObject.Kind.PURE) {
            host.call(call);
        } else {
            outbox.add(new Outgoing.Call(host, call));
        }
    }

    /** Delivers a message of the vat's queue, if the vat is up. */
    private void bring(Waiting waiting, KernelObject object, VatRecord vat) {
        var message = waiting.message();
        var result = message.result();
        if (!vat.isUp()) {
            if (result != null) {
                decideBy(result, null);
                result.waits();
            }
            return;
        }
        if (result != null) {
            decideBy(result, vat);
        }
        var arguments = Translation.toVat(message.arguments(), vat);
        waiting.deliveredBy(deliver(
                vat,
                new Delivery.Message(
                        object.slot(),
                        message.method(),
                        arguments,
                        result == null ? null : Translation.promiseSlot(result, vat))));
        tellOfSettled(message.arguments(), vat);
    }

    /** Delivers everything that waits for a vat that has just come up. */
    void bringWaiting(VatRecord vat) {
        for (var waiting : vat.queue().all()) {
            bring(waiting, Objects.requireNonNull(waiting.target()), vat);
        }
    }

    /** A message that a lost heap did not take is brought once more. */
    void bringAgain(Waiting message) {
        message.attempts(message.attempts() + 1);
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

    private static String revoked(KernelObject object, KernelMessage message) {
        return "\"" + message.method() + "\" was sent to " + object.text() + ", which has been revoked";
    }

    private static String deleted(KernelObject object, KernelMessage message) {
        var owner = object.vat();
        var host = object.host();
        var text = "\"" + message.method() + "\" was sent to an object that no longer exists";
        if (owner != null) {
            return owner.ended() == null
                    ? text + ": it was on the heap that vat " + owner.label() + " had before it started again"
                    : text + ": its vat " + owner.label() + " ended";
        }
        return text + ": " + (host == null ? object.text() : host.label());
    }

    void answer(KernelMessage message, KernelSettlement outcome) {
        var result = message.result();
        if (result != null) {
            decideBy(result, null);
            resolve(result, outcome);
        } else if (outcome instanceof KernelSettlement.Rejected rejected) {
            unheard.accept(message.method(), rejected.reason());
        }
    }

    void decideBy(KernelPromise promise, @Nullable VatRecord vat) {
        promise.decideBy(vat);
        ledger.touched(promise);
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
                follow(promise, last);
            }
            return;
        }
        settling.add(new Settling(promise, outcome));
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
            var outcome = next.outcome();
            var before = promise.targets();
            promise.settle(outcome);
            ledger.retargeted(promise, before);
            var call = promise.call();
            for (var follower : promise.takeFollowers()) {
                settling.add(new Settling(follower, outcome));
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
            route(promise, waiting.message());
        } else {
            routeToObject(target, WatchedOutcome.bring(waiting.message(), outcome), 0);
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

    void tell(PromiseWatcher watcher, KernelSettlement outcome) {
        var refs = outcome instanceof KernelSettlement.Fulfilled fulfilled
                ? fulfilled.value().refs()
                : java.util.List.<KernelRef>of();
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
        settling.add(new Settling(promise, outcome));
    }
}
