package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The smallest kernel that engines can talk through: it routes write sets, parks messages at promises, and follows
 * promises that resolve to others. Everything happens in {@link #run}, on the caller's thread.
 */
final class Loopback implements AutoCloseable {

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final List<Effect.SetTimer> timers = new ArrayList<>();
    private boolean overJson;

    /** An object of a vat. */
    private record Target(Member owner, Slot slot) {}

    private static final class Pledge {
        private @Nullable Settlement settled;
        private final Set<Member> subscribers = new HashSet<>();
        private final List<Runnable> waiting = new ArrayList<>();
    }

    /** One vat, with what its slots stand for: a {@link Target} or a {@link Pledge}. */
    private static final class Member {
        private final String name;
        private final TestEngine engine;
        private final Map<Slot, Object> bySlot = new HashMap<>();
        private final Map<Object, Slot> byObject = new HashMap<>();
        private final Set<Object> decided = new HashSet<>();
        private long imports;
        private @Nullable Fault aborted;
        private @Nullable String exit;
        private int cranks;

        Member(String name, TestEngine engine) {
            this.name = name;
            this.engine = engine;
        }
    }

    /** From now on every value travels as JSON text, as it would between processes. */
    Loopback overJson() {
        overJson = true;
        return this;
    }

    /** Adds a vat and runs its start. */
    Loopback add(String name, Class<?> vat) {
        var member = new Member(name, TestHost.engine(name, vat));
        members.put(name, member);
        apply(member, member.engine.start(VatState.EMPTY));
        return this;
    }

    /** Calls a method of a vat's root; {@code "@name"} stands for the root of another vat. */
    Answer call(String vat, String method, Object... arguments) {
        var pledge = new Pledge();
        var slots = new ArrayList<Object>();
        var items = new ArrayList<Passable>();
        for (var argument : arguments) {
            if (argument instanceof String text && text.startsWith("@")) {
                items.add(new Passable.Reference(slots.size()));
                slots.add(new Target(member(text.substring(1)), Slot.ROOT));
            } else {
                items.add(new Passable.Immutable(argument));
            }
        }
        var target = new Target(member(vat), Slot.ROOT);
        queue.add(() -> deliver(target, method, new Carried(new Passable.Sequence(items), slots), pledge));
        return new Answer(pledge);
    }

    /** Works until nothing is left to do. */
    Loopback run() {
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
        return this;
    }

    /** How a call ended. */
    record Answer(Object pledge) {
        @Nullable
        Settlement settlement() {
            return ((Pledge) pledge).settled;
        }

        @Nullable
        Object value() {
            return ((Passable.Immutable)
                            ((Settlement.Fulfilled) settled()).value().body())
                    .value();
        }

        Passable body() {
            return ((Settlement.Fulfilled) settled()).value().body();
        }

        Fault fault() {
            return ((Settlement.Rejected) settled()).reason();
        }

        private Settlement settled() {
            var settlement = settlement();
            if (settlement == null) {
                throw new AssertionError("the call was never answered");
            }
            return settlement;
        }
    }

    /** A value with what its references stand for. */
    private record Carried(Passable body, List<Object> objects) {}

    private Member member(String name) {
        var member = members.get(name);
        if (member == null) {
            throw new AssertionError("no vat " + name);
        }
        return member;
    }

    int cranks(String vat) {
        return member(vat).cranks;
    }

    @Nullable
    Fault aborted(String vat) {
        return member(vat).aborted;
    }

    @Nullable
    String exit(String vat) {
        return member(vat).exit;
    }

    /** Slots that a vat and this kernel both know, promises only. */
    long openPromises(String vat) {
        return member(vat).bySlot.keySet().stream().filter(Slot::isPromise).count();
    }

    private void deliver(Target target, String method, Carried arguments, @Nullable Pledge result) {
        var member = target.owner();
        var slot = result == null ? null : slotFor(member, result);
        if (result != null) {
            member.decided.add(result);
        }
        apply(
                member,
                member.engine.deliver(new Delivery.Message(target.slot(), method, give(member, arguments), slot)));
    }

    private void send(@Nullable Object target, String method, Carried arguments, @Nullable Pledge result) {
        if (target instanceof Target object) {
            queue.add(() -> deliver(object, method, arguments, result));
        } else if (target instanceof Pledge pledge) {
            whenSettled(pledge, () -> forward(pledge, method, arguments, result));
        } else if (result != null) {
            settle(result, rejected(ErrorCode.BAD_PROMISE_RESOLUTION));
        }
    }

    private void forward(Pledge pledge, String method, Carried arguments, @Nullable Pledge result) {
        if (pledge.settled instanceof Settlement.Rejected rejected) {
            if (result != null) {
                settle(result, rejected);
            }
            return;
        }
        send(objectIn(pledge), method, arguments, result);
    }

    private final Map<Pledge, List<Object>> objectsOf = new HashMap<>();

    private @Nullable Object objectIn(Pledge pledge) {
        return pledge.settled instanceof Settlement.Fulfilled fulfilled
                        && fulfilled.value().body() instanceof Passable.Reference reference
                ? objectsOf.getOrDefault(pledge, List.of()).get(reference.slot())
                : null;
    }

    private static void whenSettled(Pledge pledge, Runnable then) {
        if (pledge.settled == null) {
            pledge.waiting.add(then);
        } else {
            then.run();
        }
    }

    private void apply(Member member, CrankResult result) {
        member.cranks++;
        if (result instanceof CrankResult.Aborted aborted) {
            member.aborted = aborted.reason();
            return;
        }
        var writeSet = ((CrankResult.Completed) result).writeSet();
        member.exit = writeSet.exit() == null ? member.exit : writeSet.exit();
        var ended = new ArrayList<Slot>();
        for (var effect : writeSet.effects()) {
            if (effect instanceof Effect.Send send) {
                var answer = send.result() == null ? null : (Pledge) objectOf(member, send.result());
                if (answer != null) {
                    answer.subscribers.add(member);
                }
                send(objectOf(member, send.target()), send.method(), take(member, send.arguments()), answer);
            } else if (effect instanceof Effect.Settle settle) {
                settle(member, settle);
                ended.add(settle.promise());
            } else if (effect instanceof Effect.SetTimer timer) {
                timers.add(timer);
            }
        }
        ended.forEach(slot -> forget(member, slot));
    }

    private void settle(Member member, Effect.Settle effect) {
        var pledge = (Pledge) objectOf(member, effect.promise());
        if (pledge.settled != null) {
            throw new AssertionError(member.name + " settled " + effect.promise() + " twice");
        }
        pledge.subscribers.remove(member);
        if (effect.settlement() instanceof Settlement.Fulfilled fulfilled) {
            var carried = take(member, fulfilled.value());
            if (carried.body() instanceof Passable.Reference reference
                    && carried.objects().get(reference.slot()) instanceof Pledge other) {
                follow(pledge, other);
                return;
            }
            objectsOf.put(pledge, carried.objects());
            settle(pledge, new Settlement.Fulfilled(CapData.of(carried.body())));
        } else {
            settle(pledge, effect.settlement());
        }
    }

    private final Map<Pledge, Pledge> followed = new HashMap<>();

    private void follow(Pledge pledge, Pledge other) {
        for (Pledge next = other; next != null; next = followed.get(next)) {
            if (next == pledge) {
                settle(pledge, rejected(ErrorCode.PROMISE_CYCLE));
                return;
            }
        }
        followed.put(pledge, other);
        whenSettled(other, () -> {
            objectsOf.put(pledge, objectsOf.getOrDefault(other, List.of()));
            if (other.settled != null && pledge.settled == null) {
                settle(pledge, other.settled);
            }
        });
    }

    private void settle(Pledge pledge, Settlement settlement) {
        pledge.settled = settlement;
        pledge.subscribers.forEach(member -> queue.add(() -> notify(member, pledge)));
        pledge.waiting.forEach(Runnable::run);
        pledge.waiting.clear();
    }

    private void notify(Member member, Pledge pledge) {
        var slot = member.byObject.get(pledge);
        if (slot == null || pledge.settled == null) {
            return;
        }
        var settlement = pledge.settled instanceof Settlement.Fulfilled fulfilled
                ? new Settlement.Fulfilled(
                        give(member, new Carried(fulfilled.value().body(), objectsOf.getOrDefault(pledge, List.of()))))
                : pledge.settled;
        forget(member, slot);
        apply(member, member.engine.deliver(new Delivery.Notify(List.of(new Delivery.Settled(slot, settlement)))));
    }

    private static void forget(Member member, Slot slot) {
        var object = member.bySlot.remove(slot);
        member.byObject.remove(object, slot);
        member.decided.remove(object);
    }

    private Object objectOf(Member member, Slot slot) {
        var known = member.bySlot.get(slot);
        if (known != null) {
            return known;
        }
        if (!slot.isAllocatedByVat()) {
            throw new AssertionError(member.name + " used " + slot + ", which it was never given");
        }
        var made = slot.isPromise() ? new Pledge() : new Target(member, slot);
        remember(member, slot, made);
        if (slot.isPromise()) {
            member.decided.add(made);
        }
        return made;
    }

    private static void remember(Member member, Slot slot, Object object) {
        member.bySlot.put(slot, object);
        member.byObject.put(object, slot);
    }

    private Slot slotFor(Member member, Object object) {
        var known = member.byObject.get(object);
        if (known != null) {
            return known;
        }
        if (object instanceof Target target && target.owner() == member) {
            return target.slot();
        }
        var slot = object instanceof Pledge ? Slot.kernelPromise(member.imports++) : Slot.imported(member.imports++);
        remember(member, slot, object);
        return slot;
    }

    private Carried take(Member member, CapData value) {
        var objects = new ArrayList<Object>();
        value.slots().forEach(slot -> objects.add(objectOf(member, slot)));
        return new Carried(value.body(), objects);
    }

    private CapData give(Member member, Carried value) {
        var slots = new ArrayList<Slot>();
        for (var object : value.objects()) {
            slots.add(slotFor(member, object));
            if (object instanceof Pledge pledge && !member.decided.contains(pledge)) {
                subscribe(member, pledge);
            }
        }
        UnaryOperator<Passable> form = body -> body instanceof Passable.Reference ? body : PassableJson.of(body);
        return new CapData(overJson ? form.apply(value.body()) : value.body(), slots);
    }

    private void subscribe(Member member, Pledge pledge) {
        if (pledge.subscribers.add(member) && pledge.settled != null) {
            queue.add(() -> notify(member, pledge));
        }
    }

    private static Settlement rejected(ErrorCode code) {
        return new Settlement.Rejected(Fault.of(code, code.name()));
    }

    @Override
    public void close() {
        members.values().forEach(member -> member.engine.close());
    }
}
