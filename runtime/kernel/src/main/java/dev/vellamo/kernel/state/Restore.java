package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a kernel state as it was on disk, after what a restart does to it.
 *
 * <p>All vats are down. Subclusters that were not durable, or whose launch had not ended, are gone with all that was theirs.
 * Promises that a heap or the host was to settle are rejected.
 */
public final class Restore {

    /**
     * What came of it.
     *
     * @param subclusters to be launched again, in the order of their launch
     * @param vats of each subcluster, by the id of the subcluster, in the order of their start
     * @param answers what bootstrap answered, by the id of the subcluster
     * @param expected services and IO channels that something refers to, by their text; who makes one binds it with {@link
     *     Entry.BindHostObject}
     * @param calls of idempotent services that had no outcome, to be made again once their service is there
     */
    public record Restored(
            List<SubclusterRecord> subclusters,
            Map<String, List<VatRecord>> vats,
            Map<String, KernelData> answers,
            Map<String, KernelObject> expected,
            List<RepeatedCall> calls) {}

    /** A call that is made again. */
    public record RepeatedCall(KernelObject service, HostCall call) {

        /** Makes it, or rejects it if its service is not there. In the total order. */
        public Entry entry() {
            return new Entry.Look(state -> state.repeat(this));
        }
    }

    private final KernelState state;
    private final Ledger ledger;
    private final StoreContent content;
    private final RestoredRefs refs;
    private final Map<Long, StoredRow.Promise> rows = new HashMap<>();
    private final Set<KernelPromise> repeated = new HashSet<>();

    private Restore(KernelState state, StoreContent content) {
        this.state = state;
        this.ledger = state.ledger();
        this.content = content;
        this.refs = new RestoredRefs(state.vats());
    }

    /**
     * Fills a state that nothing was applied to.
     *
     * @throws StoreException with code {@code CORRUPT} if the content is not what a kernel stored
     */
    public static Restored into(KernelState state, StoreContent content) {
        try {
            return new Restore(state, content).run();
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            throw new StoreException(
                    StoreException.Code.CORRUPT,
                    "what is stored cannot be restored: " + e.getMessage()
                            + "; \"vellamo db check\" says more about the store",
                    e);
        }
    }

    private Restored run() {
        ledger.numbers().load(content.of(StoredRow.Meta.class));
        ledger.numbers().incarnations().next();
        var subclusters = subclusters();
        var vats = vats();
        content.of(StoredRow.Promise.class).forEach(row -> rows.put(row.id(), row));
        values();
        messages();
        timers();
        keyedCalls();
        var calls = serviceCalls();
        var answers = new HashMap<String, KernelData>();
        for (var record : subclusters) {
            var answer = refs.data(record.stored().bootstrapAnswer());
            record.answered(answer.refs(), ledger);
            answers.put(record.id(), answer);
        }
        promises();
        marks();
        endWhatDoesNotLast(subclusters, vats);
        return new Restored(subclusters, vats, answers, refs.expected(), calls);
    }

    private List<SubclusterRecord> subclusters() {
        var records = new ArrayList<SubclusterRecord>();
        for (var row : sorted(content.of(StoredRow.Subcluster.class), row -> number(row.id()))) {
            var record = new SubclusterRecord(row);
            ledger.journal().loaded(record);
            state.load(record);
            records.add(record);
        }
        return records;
    }

    private Map<String, List<VatRecord>> vats() {
        var bySubcluster = new LinkedHashMap<String, List<VatRecord>>();
        for (var row : sorted(content.of(StoredRow.Vat.class), row -> number(row.id()))) {
            var vat = state.newVat(new VatRecord.Identity(row.id(), row.name(), row.subcluster()));
            vat.load(row);
            state.lives().load(vat);
            bySubcluster
                    .computeIfAbsent(row.subcluster(), unknown -> new ArrayList<>())
                    .add(vat);
        }
        return bySubcluster;
    }

    private void values() {
        for (var row : content.of(StoredRow.VatValue.class)) {
            var vat = vat(row.vat());
            for (int i = 0; i < row.slots().size(); i++) {
                var slot = row.slots().get(i);
                if (!slot.isAllocatedByVat() && vat.imports().find(slot) == null) {
                    vat.imports().add(slot, refs.object(row.value().refs().get(i)), ledger);
                }
            }
            var value = new CapData(row.value().body(), row.slots());
            vat.values().load(row.name(), value, ledger.journal());
        }
    }

    private void messages() {
        for (var row : sorted(content.of(StoredRow.Message.class), StoredRow.Message::place)) {
            var result = row.result() == 0 ? null : refs.promise(row.result());
            var message = new KernelMessage(row.method(), refs.data(row.arguments()), result);
            Waiting waiting;
            if (StoredRef.PROMISE.matcher(row.queue()).matches()) {
                var promise = (KernelPromise) refs.ref(row.queue());
                waiting = row.isWatch()
                        ? Waiting.watching(row.place(), message, refs.object(row.target()), promise)
                        : Waiting.parked(row.place(), message, promise);
                waiting.begin(ledger);
                promise.park(waiting);
                ledger.journal().loaded(waiting);
            } else {
                waiting = Waiting.inVat(row.place(), message, refs.object(row.target()));
                vat(row.queue()).queue().load(waiting);
                if (result != null) {
                    result.waits();
                }
            }
            waiting.attempts(row.attempts());
        }
    }

    private void timers() {
        for (var row : content.of(StoredRow.Timer.class)) {
            var call = new KernelTimer.Call(refs.ref(row.target()), row.method(), refs.data(row.arguments()));
            var period = row.periodNanos() == 0 ? null : Duration.ofNanos(row.periodNanos());
            var vat = vat(row.vat());
            vat.timers()
                    .load(
                            row.number(),
                            new KernelTimer(vat, row.number(), new KernelTimer.Times(row.dueMillis(), period), call));
            if (refs.isGone(row.target())) {
                vat.timers().clear(row.number());
            }
        }
    }

    private void keyedCalls() {
        for (var row : sorted(content.of(StoredRow.Outcome.class), StoredRow.Outcome::atMillis)) {
            var scope = new KeyedCall.Scope(row.caller(), row.target(), row.idempotencyKey());
            var call = new KeyedCall(scope, row.fingerprint(), refs.promise(row.promise()), row.atMillis());
            ledger.journal().loaded(call);
            state.keyedCalls().enter(call);
        }
    }

    private List<RepeatedCall> serviceCalls() {
        var calls = new ArrayList<RepeatedCall>();
        for (var row : sorted(content.of(StoredRow.ServiceCall.class), StoredRow.ServiceCall::id)) {
            var result = refs.promise(row.result());
            var message = new KernelMessage(row.method(), refs.data(row.arguments()), result);
            var call = new ServiceCall(row.id(), refs.object(row.service()), message);
            call.begin(ledger);
            ledger.journal().loaded(call);
            repeated.add(result);
            var lease = ledger.lease(message.arguments().refs());
            calls.add(new RepeatedCall(call.service(), new HostCall(row.id(), message, lease)));
        }
        return calls;
    }

    /** All that are stored exist now. First how those ended that have, then what follows what, then the lost ones. */
    private void promises() {
        rows.keySet().forEach(refs::promise);
        for (var row : sorted(List.copyOf(rows.values()), StoredRow.Promise::id)) {
            restore(row, refs.promise(row.id()));
        }
        for (var row : rows.values()) {
            ledger.journal().loaded(refs.promise(row.id()));
        }
        for (var row : sorted(List.copyOf(rows.values()), StoredRow.Promise::id)) {
            rejectIfLost(row, refs.promise(row.id()));
        }
        state.routing().settling().settleAll(null);
        for (var promise : refs.promises()) {
            if (promise.onDisk && !promise.isDurablyHeld()) {
                ledger.journal().removed(promise);
            }
        }
    }

    private void restore(StoredRow.Promise row, KernelPromise promise) {
        if (row.follows() != 0) {
            var followed = refs.promise(row.follows());
            var before = promise.targets();
            promise.follow(followed);
            ledger.retargeted(promise, before);
        } else if (row.value() != null) {
            settle(promise, new KernelSettlement.Fulfilled(refs.data(row.value())));
        } else if (row.reason() != null) {
            settle(promise, new KernelSettlement.Rejected(row.reason()));
        }
    }

    private void settle(KernelPromise promise, KernelSettlement outcome) {
        var before = promise.targets();
        promise.settle(outcome);
        ledger.retargeted(promise, before);
    }

    private void rejectIfLost(StoredRow.Promise row, KernelPromise promise) {
        if (!promise.isPending() || promise.isResultOfWaiting() || repeated.contains(promise)) {
            return;
        }
        var reason = row.decider().isEmpty()
                ? Fault.of(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "the kernel started again before this was answered; whether it happened is not known")
                : Fault.of(
                        ErrorCode.VAT_RESTARTED,
                        "vat " + row.decider() + " lost its heap with the kernel before it answered");
        state.routing().settling().settle(promise, new KernelSettlement.Rejected(reason));
    }

    private void marks() {
        for (var row : content.of(StoredRow.ObjectMark.class)) {
            var object = refs.object(row.ref());
            object.loaded(row, ledger);
            if (refs.isGone(row.ref())) {
                object.unmark(ledger);
            }
        }
    }

    private void endWhatDoesNotLast(List<SubclusterRecord> subclusters, Map<String, List<VatRecord>> vats) {
        for (var record : List.copyOf(subclusters)) {
            var row = record.stored();
            if (row.durable() && row.isRunning()) {
                continue;
            }
            subclusters.remove(record);
            var why = row.isRunning()
                    ? "its subcluster " + row.id() + " was not durable and ended with the kernel"
                    : "the launch of its subcluster " + row.id() + " had not ended when the kernel did";
            var ended = vats.remove(row.id());
            for (var vat : ended == null ? List.<VatRecord>of() : ended) {
                state.apply(new Entry.EndVat(vat, Fault.of(ErrorCode.VAT_TERMINATED, why)));
            }
            state.apply(new Entry.ForgetSubcluster(record));
        }
    }

    private VatRecord vat(String id) {
        var vat = state.vats().get(id);
        if (vat == null) {
            throw new IllegalStateException("there is no vat " + id);
        }
        return vat;
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(1));
    }

    private interface Order<R> {
        long of(R row);
    }

    private static <R> List<R> sorted(List<R> rows, Order<R> order) {
        return rows.stream().sorted(Comparator.comparingLong(order::of)).toList();
    }
}
