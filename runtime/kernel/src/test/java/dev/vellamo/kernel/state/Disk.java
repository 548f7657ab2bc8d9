package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kernel state with a disk, which a test can start again. What leaves the kernel waits for the disk. */
final class Disk {

    private record Waits(long position, Outgoing outgoing) {}

    private final MemoryDisk disk = new MemoryDisk();
    private final List<Waits> outbox = new ArrayList<>();
    private final List<String> unheard = new ArrayList<>();
    private final Map<KernelPromise, List<String>> heard = new HashMap<>();
    private final int maxOutcomes;
    private long nowMillis = 1_000;
    private KernelState state;
    private Restore.Restored restored = new Restore.Restored(List.of(), Map.of(), Map.of(), Map.of(), List.of());
    private int vats;

    Disk() {
        this(KernelState.DEFAULT_MAX_OUTCOMES);
    }

    Disk(int maxOutcomes) {
        this.maxOutcomes = maxOutcomes;
        state = newState();
        keeps("s1", true, true);
    }

    private KernelState newState() {
        var settings = new KernelState.Settings(
                (method, fault) -> unheard.add(method + " " + fault.code()),
                KernelState.DEFAULT_MAX_WAITING_MESSAGES,
                KernelState.DEFAULT_OUTCOME_AGE,
                maxOutcomes,
                () -> nowMillis,
                true);
        return new KernelState(settings, outgoing -> outbox.add(new Waits(state().position() + 1, outgoing)));
    }

    KernelState state() {
        return state;
    }

    Restore.Restored restored() {
        return restored;
    }

    List<String> unheard() {
        return unheard;
    }

    void keeps(String id, boolean durable, boolean isRunning) {
        var row = new StoredRow.Subcluster(id, id, false, durable, isRunning, "{}", StoredValue.NULL);
        state.apply(new Entry.KeepSubcluster(new SubclusterRecord(row), row));
    }

    FakeVat vat(String name, Object... effects) {
        return vat(name, "s1");
    }

    FakeVat vat(String name, String subcluster) {
        vats++;
        var record = state.newVat(new VatRecord.Identity("v" + vats, name, subcluster));
        state.apply(new Entry.AddVat(record));
        var vat = new FakeVat(state, record);
        vat.starts();
        return vat;
    }

    void passes(long millis) {
        nowMillis += millis;
    }

    /** Everything so far is on disk, and what waited for that has left. */
    Batch commits() {
        var batch = state.cut();
        try (var store = disk.open()) {
            store.write(batch);
        }
        while (!outbox.isEmpty() && outbox.get(0).position() <= batch.position()) {
            outbox.remove(0).outgoing().leave();
        }
        return batch;
    }

    /** What waits for the disk. */
    int leaving() {
        return outbox.size();
    }

    StoreContent content() {
        return disk.content();
    }

    List<String> problems() {
        return StoreCheck.of(content()).stream().map(Object::toString).toList();
    }

    /** The process dies, and another begins with what is on disk. All vats are down. */
    void dies() {
        outbox.clear();
        unheard.clear();
        state = newState();
        restored = Restore.into(state, disk.content());
    }

    /** The process dies when everything is on disk. */
    void startsAgain() {
        commits();
        dies();
    }

    /** A vat of before, whose root is there again. */
    FakeVat again(FakeVat before) {
        var again = down(before);
        again.starts();
        return again;
    }

    /** A vat of before, which is down. */
    FakeVat down(FakeVat before) {
        var record = state.vats().get(before.record().id());
        if (record == null) {
            throw new AssertionError(before.record().label() + " is gone");
        }
        return new FakeVat(state, record);
    }

    // The host

    KernelPromise calls(KernelRef target, String method, KernelRef... arguments) {
        var result = new KernelPromise();
        state.apply(new Entry.HostSend(target, new KernelMessage(method, Simulation.list(arguments), result)));
        watches(result);
        return result;
    }

    void tells(KernelRef target, String method, KernelRef... arguments) {
        state.apply(new Entry.HostSend(target, new KernelMessage(method, Simulation.list(arguments), null)));
    }

    void watches(KernelPromise promise) {
        var outcomes = heard.computeIfAbsent(promise, unknown -> new ArrayList<>());
        state.apply(new Entry.HostWatch(promise, (settlement, lease) -> outcomes.add(Described.outcome(settlement))));
    }

    List<String> heard(KernelPromise promise) {
        return heard.getOrDefault(promise, List.of());
    }

    List<String> callsKeyed(String key, KernelObject target, String method) {
        var outcomes = new ArrayList<String>();
        state.apply(new Entry.KeyedSend(
                "host",
                key,
                target,
                new KernelMessage(method, KernelData.of(Passable.NULL), new KernelPromise()),
                (settlement, lease) -> outcomes.add(text(settlement))));
        return outcomes;
    }

    /** A value that was on disk is JSON, with the same text. */
    private static String text(KernelSettlement settlement) {
        return settlement instanceof KernelSettlement.Fulfilled fulfilled
                ? new String(
                        dev.vellamo.vat.engine.PassableJson.of(fulfilled.value().body())
                                .utf8(),
                        java.nio.charset.StandardCharsets.UTF_8)
                : Described.outcome(settlement);
    }

    void terminates(FakeVat vat) {
        state.apply(new Entry.EndVat(vat.record(), Fault.of(ErrorCode.VAT_TERMINATED, "the test ends it")));
    }
}
