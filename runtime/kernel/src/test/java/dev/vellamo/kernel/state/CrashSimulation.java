package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.MemoryStore;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.VatState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A kernel of banks that crashes between any two entries, and comes back with what was on disk.
 *
 * <p>Its time, its disk, its vats and its host are part of the simulation, so the same seed gives the same history.
 */
final class CrashSimulation {

    private static final int BANKS = 3;
    private static final int KEYS = 12;

    private record Waits(long position, Outgoing outgoing) {}

    private final Choices choices;
    private final MemoryDisk disk = new MemoryDisk();

    /** What the host was told, by key; it never changes and outlives every crash. */
    private final Map<String, String> told = new TreeMap<>();

    private final Map<String, Long> amounts = new LinkedHashMap<>();
    private final Map<String, Integer> targets = new HashMap<>();

    /** What happened, for whoever has to find out why an invariant broke. */
    private final List<String> history = new ArrayList<>();

    private long nowMillis;
    private int crashes;
    private MemoryStore store = disk.open();
    private KernelState state = newState();
    private List<SimulatedVat> vats = new ArrayList<>();
    private ArrayDeque<Waits> outbox = new ArrayDeque<>();
    private ArrayDeque<Batch> writing = new ArrayDeque<>();

    CrashSimulation(long seed) {
        choices = new Choices(seed);
        var subcluster = new StoredRow.Subcluster("s1", "banks", false, true, true, "{}", StoredValue.NULL);
        state.apply(new Entry.KeepSubcluster(new SubclusterRecord(subcluster), subcluster));
        for (int i = 1; i <= BANKS; i++) {
            var record = state.newVat(new VatRecord.Identity("v" + i, "bank" + i, "s1"));
            state.apply(new Entry.AddVat(record));
            vats.add(new SimulatedVat(state, record, choices));
        }
        vats.forEach(SimulatedVat::attaches);
        var roots = vats.stream().map(vat -> vat.record().root()).toArray(KernelRef[]::new);
        vats.forEach(vat -> tells(vat.record().root(), Simulation.list(roots)));
        while (vats.stream().anyMatch(SimulatedVat::hasWork)) {
            vats.stream().filter(SimulatedVat::hasWork).forEach(SimulatedVat::runs);
        }
        cuts();
        commits();
    }

    private void tells(KernelRef target, KernelData arguments) {
        state.apply(new Entry.HostSend(target, new KernelMessage("meet", arguments, null)));
    }

    private KernelState newState() {
        return new KernelState(
                KernelState.Settings.of((method, fault) -> history.add("unheard " + method), () -> nowMillis, true),
                this::waits);
    }

    private void waits(Outgoing outgoing) {
        outbox.add(new Waits(state.position() + 1, outgoing));
    }

    int crashes() {
        return crashes;
    }

    List<String> history() {
        return history;
    }

    // What happens by chance

    void steps(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    private void step() {
        nowMillis += choices.below(5);
        var vat = choices.of(vats);
        switch (choices.below(16)) {
            case 0, 1, 2 -> deposits();
            case 3 -> cuts();
            case 4 -> commits();
            case 5 -> crashes(false);
            case 6 -> fails(vat);
            case 7 -> collects(vat);
            case 8 -> vat.timersAreDue();
            default -> {
                if (vat.hasWork()) {
                    vat.runs();
                } else if (!vat.isUp()) {
                    vat.attaches();
                }
            }
        }
    }

    /** Somebody may pin what a vat is just told to let go of. */
    private void collects(SimulatedVat vat) {
        if (choices.below(2) == 0) {
            state.apply(new Entry.BringOutYourDead(List.of(vat.record())));
        } else {
            state.apply(new Entry.CollectGarbage());
            exports(vat).forEach(this::pinsOrUnpins);
        }
    }

    private void pinsOrUnpins(KernelObject object) {
        if (object.pins() > 0) {
            state.apply(new Entry.Unpin(object));
        } else if (choices.below(2) == 0) {
            state.apply(new Entry.Pin(object));
        }
    }

    private static List<KernelObject> exports(SimulatedVat vat) {
        return vat.record().exports().all().stream()
                .sorted(Comparator.comparing(KernelObject::text))
                .toList();
    }

    private void unpins(KernelObject object) {
        while (object.pins() > 0) {
            state.apply(new Entry.Unpin(object));
        }
    }

    private void deposits() {
        var key = "k" + choices.below(KEYS);
        amounts.computeIfAbsent(key, unknown -> 1L + choices.below(100));
        targets.computeIfAbsent(key, unknown -> choices.below(BANKS));
        deposits(key);
    }

    private void deposits(String key) {
        var method = "deposit:" + key + ":" + amounts.get(key);
        var target = vats.get(targets.getOrDefault(key, 0)).record().root();
        history.add("call " + method);
        state.apply(new Entry.KeyedSend(
                "host",
                key,
                target,
                new KernelMessage(method, KernelData.NULL, new KernelPromise()),
                (settlement, lease) -> {
                    var outcome = Described.outcome(settlement);
                    history.add("told " + key + " " + outcome);
                    var before = told.putIfAbsent(key, normal(outcome));
                    assertThat(before == null || before.equals(normal(outcome)))
                            .as("%s was told %s and then %s", key, before, outcome)
                            .isTrue();
                }));
    }

    /** A value that was on disk is JSON. */
    private static String normal(String outcome) {
        return outcome.startsWith("0 refs") ? "1" : outcome;
    }

    private void fails(SimulatedVat vat) {
        if (vat.hasWork() && vat.mayFail()) {
            history.add("fail " + vat.record().label());
            vat.fails();
        } else if (vat.isUp() && choices.below(3) == 0) {
            history.add("restart " + vat.record().label());
            state.apply(new Entry.Restart(vat.record(), new Fault("SIMULATED", null, "somebody wants it", null)));
        }
    }

    private void cuts() {
        writing.add(state.cut());
    }

    private void commits() {
        var batch = writing.poll();
        if (batch == null) {
            return;
        }
        history.add("commit to " + batch.position());
        store.write(batch);
        while (!outbox.isEmpty() && outbox.element().position() <= batch.position()) {
            outbox.remove().outgoing().leave();
        }
    }

    private void crashes(boolean afterACommit) {
        if (afterACommit) {
            cuts();
            while (!writing.isEmpty()) {
                commits();
            }
        }
        crashes++;
        history.add("crash");
        store.close();
        outbox = new ArrayDeque<>();
        writing = new ArrayDeque<>();
        store = disk.open();
        var content = store.load();
        checks(content);
        state = newState();
        var restored = Restore.into(state, content);
        var records = restored.vats().getOrDefault("s1", List.of());
        assertThat(records).hasSize(BANKS);
        vats = new ArrayList<>();
        records.forEach(record -> vats.add(new SimulatedVat(state, record, choices)));
        state.apply(new Entry.Look(seen -> {}));
        vats.forEach(SimulatedVat::attaches);
    }

    // What must be so

    private void checks(StoreContent content) {
        assertThat(StoreCheck.of(content)).as("what is on disk").isEmpty();
        var money = 0L;
        var deposited = 0L;
        var done = new HashMap<String, Long>();
        assertThat(objects(content)).as("objects on disk").containsAll(kept(content));
        for (var value : content.of(StoredRow.VatValue.class)) {
            if (value.name().equals("baggage.balance")) {
                money += SimulatedVat.number(value.value().body());
            } else if (value.name().startsWith("baggage.op.")) {
                var key = value.name().substring("baggage.op.".length());
                done.put(key, SimulatedVat.number(value.value().body()));
                deposited += amounts.getOrDefault(key, 0L);
            }
        }
        for (var message : content.of(StoredRow.Message.class)) {
            money += onTheWay(message.method());
        }
        for (var timer : content.of(StoredRow.Timer.class)) {
            money += onTheWay(timer.method());
        }
        assertThat(money).as("money on disk").isEqualTo(deposited);
        assertThat(done.values()).as("deposits, each once").allMatch(times -> times == 1);
        told.forEach((key, outcome) -> assertThat(done.containsKey(key))
                .as("the host was told that %s ended with %s", key, outcome)
                .isEqualTo(outcome.equals("1")));
    }

    private static Set<String> kept(StoreContent content) {
        var kept = new TreeSet<String>();
        for (var value : content.of(StoredRow.VatValue.class)) {
            if (value.name().startsWith(SimulatedVat.KEPT)) {
                kept.addAll(value.value().refs());
            }
        }
        for (var message : content.of(StoredRow.Message.class)) {
            if (message.method().equals("keep")) {
                kept.addAll(message.arguments().refs());
            }
        }
        return kept;
    }

    private static Set<String> objects(StoreContent content) {
        var objects = new TreeSet<String>();
        for (var value : content.of(StoredRow.VatValue.class)) {
            if (value.name().startsWith(VatState.OBJECT)) {
                objects.add(value.vat() + ":o+d" + value.name().substring(VatState.OBJECT.length()));
            }
        }
        return objects;
    }

    private static long onTheWay(String method) {
        return method.startsWith("move:") ? Long.parseLong(method.substring("move:".length())) : 0;
    }

    /** Everything goes on until nothing is left to do: every call has an outcome, and nothing stays behind. */
    void ends() {
        crashes(true);
        for (int round = 0; round < 4; round++) {
            List.copyOf(amounts.keySet()).forEach(this::deposits);
            runsAll();
            crashes(true);
        }
        runsAll();
        assertThat(told.keySet()).containsAll(amounts.keySet());
        vats.forEach(vat -> exports(vat).forEach(this::unpins));
        for (int round = 0; round < 8; round++) {
            state.apply(new Entry.BringOutYourDead(List.of()));
            runsAll();
        }
        var content = disk.content();
        assertThat(objects(content)).as("objects").isEqualTo(kept(content));
        assertThat(content.of(StoredRow.Message.class)).as("messages").isEmpty();
        assertThat(content.of(StoredRow.Timer.class)).as("timers").isEmpty();
        assertThat(content.of(StoredRow.Promise.class)).as("promises").hasSize(amounts.size());
        vats.forEach(vat -> assertThat(vat.record().tableSize()).isZero());
    }

    private void runsAll() {
        for (boolean goesOn = true; goesOn; ) {
            goesOn = false;
            for (var vat : vats) {
                vat.timersAreDue();
                if (!vat.isUp()) {
                    vat.attaches();
                }
                while (vat.hasWork()) {
                    vat.runs();
                    goesOn = true;
                }
            }
        }
        state.apply(new Entry.CollectGarbage());
        for (var vat : vats) {
            while (vat.hasWork()) {
                vat.runs();
            }
        }
        cuts();
        while (!writing.isEmpty()) {
            commits();
        }
    }
}
