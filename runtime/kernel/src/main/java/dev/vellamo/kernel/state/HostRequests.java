package dev.vellamo.kernel.state;

import java.util.function.LongSupplier;

/** What host code asks of the state: messages, with keys or without, and promises that it settles or waits for. */
final class HostRequests {

    private final Routing routing;
    private final Settling settling;
    private final KeyedCalls keyedCalls;
    private final LongSupplier nowMillis;

    HostRequests(Routing routing, KeyedCalls keyedCalls, LongSupplier nowMillis) {
        this.routing = routing;
        this.settling = routing.settling();
        this.keyedCalls = keyedCalls;
        this.nowMillis = nowMillis;
    }

    void send(Entry.HostSend send) {
        var result = send.message().result();
        if (result != null && send.watcher() != null) {
            result.watch(send.watcher());
        }
        routing.route(send.target(), send.message());
    }

    void send(Entry.KeyedSend send) {
        var scope = new KeyedCall.Scope(send.caller(), send.target().text(), send.key());
        var fingerprint = keyedCalls.fingerprint(send.message());
        var known = keyedCalls.find(scope);
        var message = send.message();
        var result = message.result() == null ? new KernelPromise() : message.result();
        result.watch(send.watcher());
        if (!send.target().isNamedByText()) {
            settling.settle(result, KeyedCalls.refused(send.target()));
        } else if (known == null) {
            keyedCalls.add(new KeyedCall(scope, fingerprint, result, nowMillis.getAsLong()));
            routing.route(send.target(), new KernelMessage(message.method(), message.arguments(), result));
        } else if (known.fingerprint().equals(fingerprint)) {
            settling.resolve(result, new KernelSettlement.Fulfilled(KernelData.reference(known.outcome())));
        } else {
            settling.settle(result, KeyedCalls.reused(scope));
        }
    }

    void settle(Entry.HostSettle settle) {
        var promise = settle.promise();
        if (promise.isPending() && promise.decider() == null && !promise.isResultOfWaiting()) {
            settling.resolve(promise, settle.settlement());
            settling.settleAll(settle.receipt());
        } else if (settle.receipt() != null) {
            settle.receipt().returned();
        }
    }

    void watch(Entry.HostWatch watch) {
        settling.watch(watch.promise(), watch.watcher());
    }
}
