package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what, which promises are open, and where each message goes; and what of all that is to outlive the process.
 *
 * <p>A message to an object goes to the vat that exported it, whose delivery then decides the message's result. A message
 * to a pending promise is parked on it and goes on, in order, when that settles. A promise that resolves to another
 * promise follows it. When a promise settles, every vat that knows it is told and both sides forget the slot.
 *
 * <p>Not thread-safe: entries are applied one after the other. Nothing here recurses over data that vats control, so no
 * chain of promises is too long.
 */
public final class KernelState {

    /**
     * How many messages may wait for one vat, or on one promise, if nothing else is said: half a kilobyte each or more, so
     * some 50 MB, and far more than a caller that waits for answers ever has.
     */
    public static final int DEFAULT_MAX_WAITING_MESSAGES = 100_000;

    /** How long the outcome of a call with an idempotency key is kept if nothing else is said. */
    public static final Duration DEFAULT_OUTCOME_AGE = Duration.ofHours(24);

    /** How many such outcomes are kept if nothing else is said. */
    public static final int DEFAULT_MAX_OUTCOMES = 100_000;

    /** Heaps that are asked at a time for what they hold no more: a millisecond or so of the total order. */
    private static final int ASKED_AT_ONCE = 5_000;

    /**
     * What a state is to be.
     *
     * @param unheard is told of each call that failed and that nobody waits for: its method, and why
     * @param maxWaitingMessages for one vat, or on one promise; what is more is rejected with {@code LIMIT_REACHED}
     * @param outcomeAge how long outcomes of keyed calls are kept
     * @param maxOutcomes how many of them
     * @param nowMillis the time, since the epoch
     * @param keeps whether there is a store: what differs from it is noted
     */
    public record Settings(
            BiConsumer<String, Fault> unheard,
            int maxWaitingMessages,
            Duration outcomeAge,
            int maxOutcomes,
            LongSupplier nowMillis,
            boolean keeps) {

        public static Settings of(BiConsumer<String, Fault> unheard, LongSupplier nowMillis, boolean keeps) {
            return new Settings(
                    unheard, DEFAULT_MAX_WAITING_MESSAGES, DEFAULT_OUTCOME_AGE, DEFAULT_MAX_OUTCOMES, nowMillis, keeps);
        }
    }

    private final Settings settings;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Routing routing;
    private final Cranks cranks;
    private final KeyedCalls keyedCalls;
    private final HeapsToAsk heapsToAsk = new HeapsToAsk();
    private final Map<String, VatRecord> vats = new LinkedHashMap<>();
    private final Map<String, SubclusterRecord> subclusters = new LinkedHashMap<>();
    private long position;

    /** An entry was applied in part. */
    private boolean isBroken;

    /** A state without anything in it. */
    public KernelState(Settings settings, Outbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
        this.ledger = new Ledger(new Journal(settings.keeps()));
        this.routing = new Routing(ledger, outbox, settings.unheard(), settings.maxWaitingMessages());
        this.cranks = new Cranks(ledger, routing, settings.nowMillis());
        this.keyedCalls = new KeyedCalls(ledger, new KeyedCalls.Limits(settings.outcomeAge(), settings.maxOutcomes()));
    }

    public void apply(Entry entry) {
        try {
            entry.applyTo(this);
            routing.settleAll(null);
        } catch (RuntimeException | Error e) {
            isBroken = true;
            throw e;
        }
        position++;
    }

    /** How many entries were applied. */
    public long position() {
        return position;
    }

    /** How many rows differ from the disk. */
    public int unwritten() {
        return ledger.journal().size();
    }

    /**
     * What differs from the disk. From now on the disk is taken to be like that.
     *
     * @throws IllegalStateException if an entry could not be applied: half of it must not get to the disk
     */
    public Batch cut() {
        if (isBroken) {
            throw new IllegalStateException(
                    "an entry failed and was applied in part, so nothing is written any more; start the kernel again");
        }
        return ledger.journal().cut(position, ledger.numbers());
    }

    // What there is

    /** A vat that is not there yet: {@link Entry.AddVat} adds it. Any thread may call this. */
    public VatRecord newVat(VatRecord.Identity identity) {
        return new VatRecord(identity, ledger);
    }

    public Map<String, VatRecord> vats() {
        return Collections.unmodifiableMap(vats);
    }

    public List<SubclusterRecord> subclusters() {
        return List.copyOf(subclusters.values());
    }

    /** The last numbers that were given; whoever gives some later goes on behind them. */
    public long lastVat() {
        return ledger.numbers().vats().last();
    }

    public long lastSubcluster() {
        return ledger.numbers().subclusters().last();
    }

    /** How often this kernel was started with its store, this time included. */
    public long incarnation() {
        return ledger.numbers().incarnations().last();
    }

    Ledger ledger() {
        return ledger;
    }

    Routing routing() {
        return routing;
    }

    Outbox outbox() {
        return outbox;
    }

    KeyedCalls keyedCalls() {
        return keyedCalls;
    }

    // Subclusters

    void onKeep(Entry.KeepSubcluster keep) {
        var record = keep.subcluster();
        record.becomes(keep.now());
        record.answered(keep.answer().refs(), ledger);
        load(record);
        ledger.journal().changed(record);
    }

    void load(SubclusterRecord record) {
        subclusters.put(record.id(), record);
        ledger.numbers().subclusters().given(Long.parseLong(record.id().substring(1)));
    }

    void onForget(SubclusterRecord subcluster) {
        subclusters.remove(subcluster.id());
        subcluster.answered(List.of(), ledger);
        ledger.journal().removed(subcluster);
    }

    // Vats

    void onAddVat(VatRecord vat) {
        load(vat);
        ledger.journal().changed(vat);
    }

    void load(VatRecord vat) {
        vats.put(vat.id(), vat);
        ledger.numbers().vats().given(Long.parseLong(vat.id().substring(1)));
    }

    void onAttach(VatRecord vat, VatPort port) {
        var ended = vat.ended();
        if (ended != null) {
            port.ended(ended);
            return;
        }
        if (vat.isUp()) {
            throw new IllegalStateException("vat " + vat.label() + " was attached twice");
        }
        port.start(vat.attach(port));
        vat.timers().forEach((number, timer) -> {
            var times = timer.times();
            port.setTimer(number, times.delay(settings.nowMillis().getAsLong()), times.period());
        });
        routing.bringWaiting(vat);
    }

    void onCrank(Entry.Crank crank) {
        var vat = crank.vat();
        if (!vat.isUp()
                || vat.incarnation() != crank.incarnation()
                || !vat.deliveries().expects(crank.delivery())) {
            return;
        }
        var illegal = WriteSetCheck.illegalIn(crank.writeSet(), vat);
        if (illegal != null) {
            fail(vat, crank.delivery(), Fault.of(ErrorCode.ILLEGAL_OPERATION, "vat " + vat.label() + ": " + illegal));
            return;
        }
        cranks.apply(crank);
        vat.applied(crank.delivery());
        heapsToAsk.ran(vat, crank.delivery());
        var exit = crank.writeSet().exit();
        if (exit != null) {
            end(vat, Fault.of(ErrorCode.VAT_TERMINATED, "vat " + vat.label() + " exited: " + exit), -1);
        }
    }

    void onFail(Entry.Fail entry) {
        if (entry.vat().isUp() && entry.vat().incarnation() == entry.incarnation()) {
            fail(entry.vat(), entry.delivery(), entry.reason());
        }
    }

    void onPlaceDied(Entry.PlaceDied entry) {
        var vat = entry.vat();
        if (!vat.isUp() || vat.incarnation() != entry.incarnation()) {
            return;
        }
        var ran = vat.queue().broughtBy(vat.deliveries().expected());
        if (ran != null && ran.attempts() > 0) {
            var text = "vat " + vat.label() + ": the place where it ran died twice while it ran \""
                    + ran.message().method() + "\"";
            var fault = new Fault(ErrorCode.VAT_FAILED.name(), null, text, entry.reason());
            fail(vat, vat.deliveries().expected(), fault);
            return;
        }
        if (ran != null) {
            ran.attempts(1);
            ledger.journal().changed(ran);
        }
        fail(vat, -1, entry.reason());
    }

    private void fail(VatRecord vat, long delivery, Fault reason) {
        if (vat.port().startsAgainAfter(reason)) {
            lose(vat, delivery, reason);
        } else {
            end(vat, reason, delivery);
        }
    }

    void onRestart(VatRecord vat, Fault reason) {
        if (vat.isUp()) {
            lose(vat, -1, reason);
        }
    }

    void onEndVat(Entry.EndVat entry) {
        if (!entry.vat().isEnded()) {
            end(entry.vat(), entry.reason(), -1);
        }
    }

    /** The vat is down from now on, with everything that does not depend on its heap. */
    private void lose(VatRecord vat, long delivery, Fault reason) {
        var culprit = vat.queue().broughtBy(delivery);
        if (culprit != null) {
            vat.queue().applied(delivery);
        }
        var port = vat.port();
        var known = vat.loseHeap();
        port.lost(reason);
        for (var waiting : vat.queue().all()) {
            waiting.deliveredBy(0);
            var result = waiting.message().result();
            if (result != null) {
                routing.decideBy(result, null);
                result.waits();
            }
        }
        rejectDecided(vat, known, culprit, reason, ErrorCode.VAT_RESTARTED);
    }

    private void end(VatRecord vat, Fault reason, long delivery) {
        var culprit = vat.queue().broughtBy(delivery);
        var exports = vat.exports();
        var known = vat.end(reason);
        vats.remove(vat.id());
        for (var waiting : vat.queue().takeAll()) {
            var result = waiting.message().result();
            if (result != null && result.isResultOfWaiting()) {
                routing.decideBy(result, null);
                routing.settle(result, new KernelSettlement.Rejected(gone(vat, reason, ErrorCode.VAT_TERMINATED)));
            }
        }
        rejectDecided(vat, known, culprit, reason, ErrorCode.VAT_TERMINATED);
        exports.forEach(export -> ledger.garbage().orphaned(export));
    }

    private void rejectDecided(
            VatRecord vat, Map<Slot, KernelPromise> known, @Nullable Waiting culprit, Fault reason, ErrorCode others) {
        var guilty = culprit == null ? null : culprit.message().result();
        for (var promise : known.values()) {
            if (promise.decider() == vat) {
                routing.decideBy(promise, null);
                routing.settle(
                        promise, new KernelSettlement.Rejected(promise == guilty ? reason : gone(vat, reason, others)));
            }
        }
        known.values().forEach(promise -> promise.letGo(vat, ledger));
    }

    private static Fault gone(VatRecord vat, Fault reason, ErrorCode code) {
        var what = code == ErrorCode.VAT_RESTARTED ? "lost its heap" : "was terminated";
        return reason.is(code)
                ? reason
                : new Fault(code.name(), null, "vat " + vat.label() + " " + what + " before it answered", reason);
    }

    void onWake(VatRecord vat, @Nullable Receipt passed) {
        if (vat.isUp()) {
            var number = routing.deliver(vat, new Delivery.Wake());
            if (passed != null) {
                vat.deliveries().expectReceipt(number, passed);
            }
        } else if (passed != null) {
            passed.returned();
        }
    }

    void onTimerDue(Entry.TimerDue due) {
        var vat = due.vat();
        var timer = vat.timer(due.timer());
        if (!vat.isUp() || timer == null || timer.isLate()) {
            return;
        }
        timer.fire(routing, settings.nowMillis().getAsLong());
        if (!due.repeats()) {
            vat.port().cancelTimer(due.timer());
            vat.clearTimer(due.timer());
        }
    }

    // Host code

    void onHostSend(Entry.HostSend send) {
        var result = send.message().result();
        if (result != null && send.watcher() != null) {
            result.watch(send.watcher());
        }
        routing.route(send.target(), send.message());
    }

    void onKeyedSend(Entry.KeyedSend send) {
        var scope = new KeyedCall.Scope(send.caller(), send.target().text(), send.key());
        var fingerprint = keyedCalls.fingerprint(send.message());
        var known = keyedCalls.find(scope);
        var message = send.message();
        var result = message.result() == null ? new KernelPromise() : message.result();
        result.watch(send.watcher());
        if (!send.target().isNamedByText()) {
            routing.settle(result, KeyedCalls.refused(send.target()));
        } else if (known == null) {
            keyedCalls.add(new KeyedCall(
                    scope, fingerprint, result, settings.nowMillis().getAsLong()));
            routing.route(send.target(), new KernelMessage(message.method(), message.arguments(), result));
        } else if (known.fingerprint().equals(fingerprint)) {
            routing.resolve(result, new KernelSettlement.Fulfilled(KernelData.reference(known.outcome())));
        } else {
            routing.settle(result, KeyedCalls.reused(scope));
        }
    }

    void onHostSettle(Entry.HostSettle settle) {
        var promise = settle.promise();
        if (promise.isPending() && promise.decider() == null && !promise.isResultOfWaiting()) {
            routing.resolve(promise, settle.settlement());
            routing.settleAll(settle.receipt());
        } else if (settle.receipt() != null) {
            settle.receipt().returned();
        }
    }

    void onHostWatch(Entry.HostWatch watch) {
        routing.watch(watch.promise(), watch.watcher());
    }

    void onHostRelease(HostLease lease) {
        ledger.release(lease.refs(), false);
    }

    void onRevoke(KernelObject object) {
        object.revoke(ledger);
    }

    void onPin(KernelObject object) {
        object.pin(ledger);
    }

    void onUnpin(KernelObject object) {
        object.unpin(ledger);
    }

    void onFind(Entry.Find find) {
        find.found().accept(Optional.ofNullable(new Lookup(this).find(find.text())));
    }

    void repeat(Restore.RepeatedCall repeated) {
        var host = repeated.service().host();
        if (host != null) {
            outbox.add(new Outgoing.Call(host, repeated.call()));
            return;
        }
        onHostRelease(repeated.call().lease());
        routing.answer(
                repeated.call().message(),
                KernelSettlement.rejected(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the kernel started again before this was answered, and "
                                + repeated.service().text() + " is not there to be asked again"));
    }

    void onTell(Runnable told) {
        outbox.add(new Outgoing.News(told));
    }

    // Garbage

    void onBringOutYourDead(List<VatRecord> some) {
        for (var vat : some.isEmpty() ? List.copyOf(vats.values()) : some) {
            if (vat.isUp()) {
                vat.askedBy(routing.deliver(vat, new Delivery.BringOutYourDead()));
            }
        }
    }

    void onTidy(boolean heapsWereCollected) {
        if (heapsWereCollected) {
            heapsToAsk.collected();
        }
        var due = heapsToAsk.take(ASKED_AT_ONCE);
        if (!due.isEmpty()) {
            onBringOutYourDead(due);
        }
        if (garbage() > 0 || keyedCalls.size() > 0) {
            onCollectGarbage();
        }
    }

    void onCollectGarbage() {
        keyedCalls.forgetOld(settings.nowMillis().getAsLong());
        ledger.collectRings();
        ledger.garbage().takeDue().forEach(this::collect);
    }

    private void collect(VatRecord vat, Garbage.Due due) {
        var asOf = vat.deliveries().expected() - 1;
        due.dropping().forEach(object -> object.letGo(asOf));
        var number = routing.deliver(
                vat, new Delivery.CollectGarbage(due.dropExports(), due.retireExports(), due.retireImports(), asOf));
        vat.deliveries().afterwards(number, () -> collected(vat, due, asOf));
    }

    /**
     * The vat has done what it was told. An export that it named meanwhile is in use again, as it knows itself. One of its heap
     * that only others got hold of meanwhile is gone: the vat has forgotten the slot. An import that is on its way to it
     * again it gets to know by that.
     */
    private void collected(VatRecord vat, Garbage.Due due, long asOf) {
        for (var entry : due.retiringImports()) {
            if (!entry.isReaching()) {
                vat.imports().retire(entry, ledger);
            }
        }
        for (var object : due.retiring()) {
            if (object.isNamedAfter(asOf)
                    || (object.isToBeKnown() && object.slot().isDurableExport())) {
                ledger.unreached(object);
            } else {
                vat.lose(object);
            }
        }
    }

    /** How many objects and promises nobody reaches and nobody has looked at. */
    public int garbage() {
        return ledger.garbage().size();
    }
}
