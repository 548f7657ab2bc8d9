package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A vat that does what a test says: it keeps its deliveries until the test runs them. */
final class FakeVat implements VatPort {

    record Numbered(long number, Delivery delivery) {}

    private final KernelState state;
    private final VatRecord record;
    private final Deque<Numbered> inbox = new ArrayDeque<>();
    private final List<String> timers = new ArrayList<>();
    private long nextPromise;
    private long incarnation = -1;
    private boolean startsAgain;
    private @Nullable VatState started;
    private @Nullable Fault lost;
    private @Nullable Fault ended;

    FakeVat(KernelState state, String id, String name) {
        this(state, state.newVat(new VatRecord.Identity(id, name, "s1")));
        state.apply(new Entry.AddVat(record));
    }

    /** Of a record that is there. */
    FakeVat(KernelState state, VatRecord record) {
        this.state = state;
        this.record = record;
    }

    VatRecord record() {
        return record;
    }

    KernelObject root() {
        return record.root();
    }

    // What the test sees

    int waiting() {
        return inbox.size();
    }

    @Nullable
    Fault ended() {
        return ended;
    }

    /** {@code set 1}, {@code cancel 1}, in their order. */
    List<String> timers() {
        return timers;
    }

    /** What waits: {@code hello}, {@code notify p-0 = 42}. */
    List<String> inbox() {
        return inbox.stream()
                .map(numbered -> Described.delivery(numbered.delivery()))
                .toList();
    }

    Slot newPromise() {
        return Slot.vatPromise(nextPromise++);
    }

    // What the test does

    /** Its heap begins, and its root is made with these effects. */
    void starts(Effect... effects) {
        attaches();
        ends(0, effects);
    }

    /** Its heap begins; the crank of its start is still to end. */
    void attaches() {
        nextPromise = 0;
        state.apply(new Entry.Attach(record, this));
    }

    void startsAgainAfterFaults() {
        startsAgain = true;
    }

    /** What its heap began with. */
    VatState started() {
        return Objects.requireNonNull(started);
    }

    @Nullable
    Fault lost() {
        return lost;
    }

    void fails(String code) {
        var taken = takes();
        state.apply(new Entry.Fail(record, incarnation, taken.number(), new Fault(code, null, "it failed", null)));
    }

    /** Takes the next delivery; its crank is still to end. */
    Numbered takes() {
        return inbox.remove();
    }

    Delivery.Message takesMessage() {
        return (Delivery.Message) takes().delivery();
    }

    /** Runs the next delivery, which has these effects. */
    Delivery runs(Effect... effects) {
        var taken = takes();
        ends(taken, effects);
        return taken.delivery();
    }

    /** Runs the next delivery, a message with a result, which it fulfils with this. */
    Delivery.Message answers(Object value) {
        var taken = takes();
        var message = (Delivery.Message) taken.delivery();
        ends(taken, Effects.fulfil(Objects.requireNonNull(message.result()), value));
        return message;
    }

    void runsAll() {
        while (!inbox.isEmpty()) {
            runs();
        }
    }

    void ends(Numbered taken, Effect... effects) {
        ends(taken.number(), effects);
    }

    void ends(long number, Effect... effects) {
        state.apply(new Entry.Crank(record, incarnation, number, new WriteSet(List.of(effects), null)));
    }

    /** Gets a message from the host and runs it. */
    void runsWithGo(Simulation kernel, Effect... effects) {
        kernel.tells(root(), "go");
        runs(effects);
    }

    void runsWithGo(Disk kernel, Effect... effects) {
        kernel.tells(root(), "go");
        runs(effects);
    }

    void exits(String reason) {
        var taken = takes();
        exits(taken.number(), reason);
    }

    void exits(long number, String reason, Effect... effects) {
        state.apply(new Entry.Crank(record, incarnation, number, new WriteSet(List.of(effects), reason)));
    }

    static @Nullable Slot resultOf(Delivery delivery) {
        return delivery instanceof Delivery.Message message ? message.result() : null;
    }

    // The port

    @Override
    public void start(VatState state) {
        started = state;
        incarnation = state.incarnation();
        lost = null;
    }

    @Override
    public boolean startsAgainAfter(Fault reason) {
        return startsAgain;
    }

    @Override
    public void lost(Fault reason) {
        lost = reason;
        inbox.clear();
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        if (ended != null) {
            throw new AssertionError(record.label() + " ended and gets " + delivery);
        }
        inbox.add(new Numbered(number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {
        timers.add("set " + timer);
    }

    @Override
    public void cancelTimer(long timer) {
        timers.add("cancel " + timer);
    }

    @Override
    public void ended(Fault reason) {
        ended = reason;
        inbox.clear();
    }
}
