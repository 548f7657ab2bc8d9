package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Delivery;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes messages to where they go. */
final class Routing {

    private final Ledger ledger;
    private final Outbox outbox;
    private final BiConsumer<String, Fault> unheard;
    private final int maxWaitingMessages;
    private final Settling settling;

    Routing(Ledger ledger, Outbox outbox, BiConsumer<String, Fault> unheard, int maxWaitingMessages) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.unheard = unheard;
        this.maxWaitingMessages = maxWaitingMessages;
        this.settling = new Settling(ledger, outbox, this);
    }

    Settling settling() {
        return settling;
    }

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

    /** Why nothing goes to an object any more, or {@code null}. */
    static @Nullable Fault refusal(KernelObject object, KernelMessage message) {
        if (object.isRevoked()) {
            return Fault.of(ErrorCode.OBJECT_REVOKED, revoked(object, message));
        }
        return object.isDeleted() ? Fault.of(ErrorCode.OBJECT_DELETED, deleted(object, message)) : null;
    }

    void routeToObject(KernelObject object, KernelMessage message, int attempts) {
        var refusal = refusal(object, message);
        if (refusal != null) {
            answer(message, new KernelSettlement.Rejected(refusal));
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
            settling.decideBy(result, null);
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
                settling.decideBy(result, null);
                result.waits();
            }
            return;
        }
        if (result != null) {
            settling.decideBy(result, vat);
        }
        var arguments = Translation.toVat(message.arguments(), vat);
        waiting.deliveredBy(vat.deliver(new Delivery.Message(
                object.slot(),
                message.method(),
                arguments,
                result == null ? null : Translation.promiseSlot(result, vat))));
        tellOfSettled(message.arguments(), vat);
    }

    /** Delivers the opening of a stream to a vat, which is up. */
    static void bringOpening(VatStreamEnd handler, KernelObject object, KernelMessage opening) {
        var vat = handler.vat();
        var arguments = Translation.toVat(opening.arguments(), vat);
        var message = new Delivery.Message(object.slot(), opening.method(), arguments, null);
        var refs = new ArrayList<>(opening.arguments().refs());
        refs.add(object);
        vat.streams().bring(new Delivery.StreamOpened(handler.number(), message), refs);
        tellOfSettled(opening.arguments(), vat);
    }

    /** Delivers everything that waits for a vat that has just come up. */
    void bringWaiting(VatRecord vat) {
        for (var waiting : vat.queue().all()) {
            bring(waiting, Objects.requireNonNull(waiting.target()), vat);
        }
    }

    /** Promises in a value that settled before the vat got to know them: it is told right behind the value. */
    private static void tellOfSettled(KernelData data, VatRecord vat) {
        if (!data.refs().isEmpty()) {
            var batch = new NotifyBatch(vat);
            batch.addSettledOf(data);
            if (!batch.isEmpty()) {
                batch.deliver();
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
            settling.decideBy(result, null);
            settling.resolve(result, outcome);
        } else if (outcome instanceof KernelSettlement.Rejected rejected) {
            unheard.accept(message.method(), rejected.reason());
        }
    }
}
