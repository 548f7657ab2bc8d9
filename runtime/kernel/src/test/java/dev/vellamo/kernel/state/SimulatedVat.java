package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.vat.engine.PassableJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bank whose heap is only a copy of its durable state. It takes deposits with an id, and moves money to other banks: with
 * a message, through the promise of a root, or when a promise that it watches settles. No money is made or lost by that.
 *
 * <p>Besides, it makes durable objects, which it gives to others; they keep some, pass them on, call them and forget them.
 */
final class SimulatedVat implements VatPort {

    private static final String BALANCE = "baggage.balance";
    private static final String PEER = "baggage.peer.";
    private static final String NEXT_OBJECT = "engine.nextObject";

    /** Before the keys of objects of others. */
    static final String KEPT = "baggage.kept.";

    private final KernelState state;
    private final VatRecord record;
    private final Choices choices;
    private final ArrayDeque<FakeVat.Numbered> inbox = new ArrayDeque<>();
    private final Map<Long, Duration> timers = new HashMap<>();
    private Map<String, CapData> values = Map.of();
    private List<Effect> effects = new ArrayList<>();
    private SimulatedGarbage garbage = new SimulatedGarbage(Map.of(), Set.of());
    private long incarnation;
    private long nextPromise;
    private boolean isStarting;
    private boolean isUp;

    SimulatedVat(KernelState state, VatRecord record, Choices choices) {
        this.state = state;
        this.record = record;
        this.choices = choices;
    }

    VatRecord record() {
        return record;
    }

    boolean hasWork() {
        return isUp && (isStarting || !inbox.isEmpty());
    }

    boolean isUp() {
        return isUp;
    }

    void attaches() {
        state.apply(new Entry.Attach(record, this));
    }

    /** Runs one crank. */
    void runs() {
        effects = new ArrayList<>();
        if (isStarting) {
            isStarting = false;
            ends(0);
            return;
        }
        var next = inbox.remove();
        garbage.gets(next.delivery());
        if (next.delivery() instanceof Delivery.Message message) {
            does(message);
        } else {
            effects.addAll(garbage.answers(next.delivery(), values));
        }
        ends(next.number());
    }

    /** Its next crank is aborted. */
    void fails() {
        var number = isStarting ? 0 : inbox.remove().number();
        isStarting = false;
        var fault = new Fault("SIMULATED", null, "by chance", null);
        state.apply(new Entry.Fail(record, incarnation, number, fault));
    }

    /** Whether the next crank could be aborted without taking money with it. */
    boolean mayFail() {
        return isStarting
                || (inbox.peek() != null
                        && inbox.peek().delivery() instanceof Delivery.Message message
                        && message.method().startsWith("deposit"));
    }

    /** All timers that run are due. */
    void timersAreDue() {
        for (var timer : List.copyOf(timers.keySet())) {
            timers.remove(timer);
            state.apply(new Entry.TimerDue(record, timer, false));
        }
    }

    private void ends(long number) {
        garbage.names(effects, number);
        state.apply(new Entry.Crank(record, incarnation, number, new WriteSet(effects, null)));
    }

    // What it does

    private void does(Delivery.Message message) {
        var words = message.method().split(":", -1);
        switch (words[0]) {
            case "meet" -> meets(message.arguments().slots());
            case "deposit" -> takes(words[1], Long.parseLong(words[2]), message.result());
            case "keep" -> keeps(message.arguments().slots().get(0));
            case "poke" ->
                assertThat(values)
                        .as("objects of %s", record.label())
                        .containsKey(VatState.OBJECT + message.target().index());
            case "root" -> fulfils(message.result(), new CapData(new Passable.Reference(0), List.of(Slot.ROOT)));
            default -> changes(Long.parseLong(words[1]));
        }
    }

    /** Keeps it in place of another, or passes it on, and calls what it kept. */
    private void keeps(Slot object) {
        if (choices.below(3) == 0) {
            effects.add(Effects.send(peer(), "keep", null, object));
        } else {
            put(KEPT + choices.below(3), new CapData(new Passable.Reference(0), List.of(object)));
        }
        if (choices.below(3) == 0) {
            forgets(KEPT + choices.below(3));
        }
        pokes();
    }

    private void forgets(String key) {
        if (values.remove(key) != null) {
            effects.add(new Effect.Delete(key));
        }
    }

    private void pokes() {
        for (int i = 0; i < 3; i++) {
            var kept = values.get(KEPT + i);
            if (kept != null) {
                effects.add(Effects.send(kept.slots().get(0), "poke", null));
            }
        }
    }

    private void gives() {
        var number = number(NEXT_OBJECT) + 1;
        put(NEXT_OBJECT, number(number));
        put(VatState.OBJECT + number, number(number));
        effects.add(Effects.send(peer(), "keep", null, Slot.durable(number)));
    }

    private void meets(List<Slot> peers) {
        for (int i = 0; i < peers.size(); i++) {
            put(PEER + i, new CapData(new Passable.Reference(0), List.of(peers.get(i))));
        }
    }

    private void takes(String id, long amount, @Nullable Slot result) {
        var times = number("baggage.op." + id) + 1;
        put("baggage.op." + id, number(times));
        changes(amount);
        for (int i = choices.below(3); i > 0; i--) {
            moves(1 + choices.below(5));
        }
        if (choices.below(2) == 0) {
            gives();
        }
        fulfils(result, number(times));
    }

    private void moves(long amount) {
        changes(-amount);
        var method = "move:" + amount;
        switch (choices.below(4)) {
            case 0 -> effects.add(Effects.send(peer(), method, Slot.vatPromise(nextPromise++)));
            case 1 -> {
                var root = Slot.vatPromise(nextPromise++);
                effects.add(Effects.send(peer(), "root", root));
                effects.add(Effects.send(root, method, null));
            }
            case 2 -> {
                var root = Slot.vatPromise(nextPromise++);
                var watched = Slot.vatPromise(nextPromise++);
                effects.add(Effects.send(peer(), "root", root));
                effects.add(new Effect.Watch(root, Effects.send(Slot.ROOT, method, watched)));
            }
            default ->
                effects.add(new Effect.SetTimer(
                        (incarnation << 32) + nextPromise++,
                        Duration.ofMillis(10),
                        null,
                        Effects.send(peer(), method, null)));
        }
    }

    private Slot peer() {
        var peers = values.keySet().stream()
                .filter(key -> key.startsWith(PEER))
                .sorted()
                .toList();
        return Objects.requireNonNull(values.get(choices.of(peers))).slots().get(0);
    }

    private void changes(long amount) {
        put(BALANCE, number(number(BALANCE) + amount));
    }

    private void fulfils(@Nullable Slot result, CapData value) {
        if (result != null) {
            effects.add(new Effect.Settle(result, new Settlement.Fulfilled(value)));
        }
    }

    private void put(String key, CapData value) {
        values.put(key, value);
        effects.add(new Effect.Put(key, value));
    }

    private long number(String key) {
        var value = values.get(key);
        return value == null ? 0 : number(value.body());
    }

    static long number(Passable body) {
        return Long.parseLong(new String(PassableJson.of(body).utf8(), StandardCharsets.UTF_8));
    }

    private static CapData number(long value) {
        return CapData.of(new Passable.Immutable(value));
    }

    // The port

    @Override
    public void start(VatState from) {
        incarnation = from.incarnation();
        values = new HashMap<>(from.values());
        garbage = new SimulatedGarbage(values, from.reachable());
        nextPromise = 0;
        isStarting = true;
        isUp = true;
        if (record.name().isEmpty()) {
            throw new AssertionError("a vat without a name");
        }
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        inbox.add(new FakeVat.Numbered(number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {
        timers.put(timer, delay);
    }

    @Override
    public void cancelTimer(long timer) {
        timers.remove(timer);
    }

    @Override
    public boolean startsAgainAfter(Fault reason) {
        if (reason.is(ErrorCode.ILLEGAL_OPERATION)) {
            throw new AssertionError(record.label() + " is to blame: " + reason.describe());
        }
        return true;
    }

    @Override
    public void lost(Fault reason) {
        isUp = false;
        inbox.clear();
        timers.clear();
    }

    @Override
    public void ended(Fault reason) {
        throw new AssertionError(record.label() + " ended: " + reason.describe());
    }
}
