package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An honest vat that keeps to the rules of slots as an engine does, and otherwise does what chance says. */
final class ModelVat implements VatPort {

    private static final int MAX_EFFECTS = 4;

    private final KernelState state;
    private final VatRecord record;
    private final Choices choices;
    private final List<String> log;
    private final ArrayDeque<FakeVat.Numbered> inbox = new ArrayDeque<>();
    private final Set<Slot> objects = new LinkedHashSet<>();
    private final Set<Slot> awaited = new LinkedHashSet<>();
    private final Set<Slot> decided = new LinkedHashSet<>();
    private final Map<Slot, Long> sentTo = new HashMap<>();
    private final Map<String, Long> lastFrom = new HashMap<>();
    private long nextPromise;
    private @Nullable Fault ended;

    ModelVat(KernelState state, int index, Choices choices, List<String> log) {
        this.state = state;
        this.record = state.newVat(new VatRecord.Identity("v" + (index + 1), "v" + (index + 1), "s1"));
        this.choices = choices;
        this.log = log;
        objects.add(Slot.ROOT);
    }

    VatRecord record() {
        return record;
    }

    @Nullable
    Fault ended() {
        return ended;
    }

    boolean hasWork() {
        return !inbox.isEmpty();
    }

    /** Promises that it was promised news of. */
    Set<Slot> awaited() {
        return awaited;
    }

    void start() {
        state.apply(new Entry.AddVat(record));
        state.apply(new Entry.Attach(record, this));
        apply(0, List.of());
    }

    /** Runs the next delivery, with effects of chance. If the end is near, it only settles all that it decides. */
    void run(boolean isEnd) {
        var next = inbox.remove();
        hear(next.delivery());
        var effects = new ArrayList<Effect>();
        for (int i = isEnd ? 0 : choices.below(MAX_EFFECTS + 1); i > 0; i--) {
            effects.add(effect());
        }
        if (isEnd) {
            List.copyOf(decided).forEach(slot -> effects.add(settle(slot, Effects.fulfil(slot, "end"))));
        }
        apply(next.number(), effects);
    }

    private void apply(long number, List<Effect> effects) {
        decided.removeIf(slot -> effects.stream()
                .anyMatch(effect -> effect instanceof Effect.Settle settle
                        && settle.promise().equals(slot)));
        state.apply(new Entry.Crank(record, 0, number, new WriteSet(effects, null)));
    }

    // What it hears

    private void hear(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            learn(message.arguments());
            if (message.result() != null) {
                awaited.remove(message.result());
                decided.add(message.result());
            }
            checkOrder(message.method());
        } else if (delivery instanceof Delivery.Notify notify) {
            notify.promises().forEach(settled -> {
                if (settled.settlement() instanceof Settlement.Fulfilled fulfilled) {
                    learn(fulfilled.value());
                }
            });
            notify.promises().forEach(settled -> {
                if (!awaited.remove(settled.promise())) {
                    throw new AssertionError(
                            record.id() + " is told of " + settled.promise() + ", which it awaits not");
                }
            });
        }
    }

    /** A promise that it does not know is new, and somebody will say how it ends. */
    private void learn(CapData data) {
        for (var slot : data.slots()) {
            if (!slot.isPromise()) {
                objects.add(slot);
            } else if (!decided.contains(slot)) {
                awaited.add(slot);
            }
        }
    }

    /** Messages are called {@code <sender>.<target>:<sequence>}. */
    private void checkOrder(String method) {
        var colon = method.indexOf(':');
        var sequence = Long.parseLong(method.substring(colon + 1));
        var before = lastFrom.put(method.substring(0, colon), sequence);
        if (before != null && before >= sequence) {
            throw new AssertionError(record.id() + " got " + method + " behind " + before);
        }
    }

    // What it does

    private Effect effect() {
        var decides = List.copyOf(decided);
        var choice = choices.below(5);
        if (choice == 0 && !decides.isEmpty()) {
            var slot = choices.of(decides);
            return settle(slot, settlement(slot));
        }
        if (choice == 1) {
            var made = Slot.vatPromise(nextPromise++);
            decided.add(made);
            return send(made);
        }
        return send();
    }

    private Effect.Settle settle(Slot slot, Effect.Settle effect) {
        decided.remove(slot);
        return effect;
    }

    private Effect.Settle settlement(Slot slot) {
        return switch (choices.below(4)) {
            case 0 -> Effects.reject(slot, "NO");
            case 1 -> Effects.become(slot, anySlot());
            case 2 -> Effects.fulfilWithList(slot, anySlot(), anySlot());
            default -> Effects.fulfil(slot, 1);
        };
    }

    private Effect.Send send(Slot... arguments) {
        var passed = new ArrayList<>(List.of(arguments));
        for (int i = choices.below(3); i > 0; i--) {
            passed.add(anySlot());
        }
        var target = anySlot();
        var result = choices.below(3) == 0 ? null : Slot.vatPromise(nextPromise++);
        if (result != null) {
            awaited.add(result);
        }
        var sequence = sentTo.merge(target, 1L, Long::sum);
        var method = record.id() + "." + target + ":" + sequence;
        return Effects.send(target, method, result, passed.toArray(Slot[]::new));
    }

    private Slot anySlot() {
        var all = new ArrayList<Slot>(objects);
        all.addAll(awaited);
        all.addAll(decided);
        return choices.of(all);
    }

    // The port

    @Override
    public void start(VatState state) {
        log.add(record.id() + " starts");
    }

    @Override
    public boolean startsAgainAfter(Fault reason) {
        return false;
    }

    @Override
    public void lost(Fault reason) {
        throw new AssertionError("it never starts again");
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        log.add(record.id() + " " + number + " " + delivery);
        inbox.add(new FakeVat.Numbered(number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {}

    @Override
    public void cancelTimer(long timer) {}

    @Override
    public void ended(Fault reason) {
        log.add(record.id() + " ended: " + reason);
        ended = reason;
        inbox.clear();
    }
}
