package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.vat.engine.VatEngine;
import dev.vellamo.vat.engine.VatHost;
import dev.vellamo.vat.engine.VatSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A real engine at the end of a port, which runs its deliveries when the test says so, and measures its streams. */
final class StreamModelEngine implements VatPort, VatHost {

    private final KernelState state;
    private final VatRecord record;
    private final ArrayDeque<FakeVat.Numbered> inbox = new ArrayDeque<>();

    // In bytes, by stream.

    private final Map<Long, Long> sent = new HashMap<>();
    private final Map<Long, Long> received = new HashMap<>();
    private final Map<Long, Long> granted = new HashMap<>();
    private @Nullable VatEngine engine;
    private final List<StreamModelVat.Root> roots = new ArrayList<>();
    private long incarnation;

    /** The crank of its start. */
    private @Nullable CrankResult started;

    StreamModelEngine(KernelState state, String id) {
        this.state = state;
        this.record = state.newVat(new VatRecord.Identity(id, id, "s1"));
        state.apply(new Entry.AddVat(record));
        attaches();
    }

    private void attaches() {
        state.apply(new Entry.Attach(record, this));
        ends(0, Objects.requireNonNull(started));
    }

    VatRecord record() {
        return record;
    }

    /** The roots of its heaps, that of now last. */
    List<StreamModelVat.Root> roots() {
        return roots;
    }

    boolean hasWork() {
        return !inbox.isEmpty();
    }

    /** Its heap is lost, and it begins again. */
    void restarts() {
        state.apply(new Entry.Restart(record, Fault.of(ErrorCode.VAT_RESTARTED, "by chance")));
        attaches();
    }

    void runs() {
        var next = inbox.remove();
        if (next.delivery() instanceof Delivery.StreamSignals signals) {
            signals.signals().forEach(said -> {
                received.merge(said.stream(), StreamLimits.chargeOf(said.signal()), Long::sum);
                if (said.signal() instanceof StreamSignal.Credit credit) {
                    granted.put(said.stream(), credit.totalBytes());
                }
            });
        }
        ends(next.number(), Objects.requireNonNull(engine).deliver(next.delivery()));
    }

    private void ends(long number, CrankResult result) {
        assertThat(result).isInstanceOf(CrankResult.Completed.class);
        var writeSet = ((CrankResult.Completed) result).writeSet();
        measure(writeSet);
        state.apply(new Entry.Crank(record, incarnation, number, writeSet));
    }

    private void measure(WriteSet writeSet) {
        for (var effect : writeSet.effects()) {
            if (effect instanceof Effect.SignalStream said) {
                var total = sent.merge(said.stream(), StreamLimits.chargeOf(said.signal()), Long::sum);
                var credit = granted.getOrDefault(said.stream(), (long) StreamLimits.WINDOW_BYTES);
                assertThat(total)
                        .as("sent on stream %s of %s", said.stream(), record.id())
                        .isLessThan(credit + StreamLimits.MAX_MESSAGE_BYTES + StreamLimits.MESSAGE_OVERHEAD_BYTES);
            }
        }
    }

    /** What it sent on all streams together. */
    long sent() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What it received on all streams together. */
    long received() {
        return received.values().stream().mapToLong(Long::longValue).sum();
    }

    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    // The port

    @Override
    public void start(VatState from) {
        close();
        inbox.clear();
        List.of(sent, received, granted).forEach(Map::clear);
        incarnation = from.incarnation();
        engine = VatEngine.build(
                new VatSpec(
                        record.name(),
                        record.id(),
                        new VatCode.ClassCode(StreamModelVat.class.getName()),
                        JsonNodeFactory.instance.objectNode(),
                        Set.of()),
                this);
        started = engine.start(from);
        roots.add(StreamModelVat.MADE.get());
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        inbox.add(new FakeVat.Numbered(number, delivery));
    }

    @Override
    public void setTimer(long timer, Duration delay, @Nullable Duration period) {}

    @Override
    public void cancelTimer(long timer) {}

    @Override
    public boolean startsAgainAfter(Fault reason) {
        throw new AssertionError(record.id() + " is to blame: " + reason.describe());
    }

    @Override
    public void lost(Fault reason) {
        inbox.clear();
    }

    @Override
    public void ended(Fault reason) {
        throw new AssertionError(record.id() + " ended: " + reason.describe());
    }

    // The place where it runs

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public RandomGenerator random() {
        return new Random(1);
    }

    @Override
    public ClassLoader codeParent() {
        return StreamModelVat.class.getClassLoader();
    }

    @Override
    public void wake() {
        throw new AssertionError("nobody works elsewhere");
    }
}
