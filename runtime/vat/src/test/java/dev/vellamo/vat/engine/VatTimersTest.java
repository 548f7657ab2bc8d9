package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.call;
import static dev.vellamo.vat.engine.Calls.fault;
import static dev.vellamo.vat.engine.Calls.settlement;
import static dev.vellamo.vat.engine.Calls.started;
import static dev.vellamo.vat.engine.Calls.writeSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VatTimersTest {

    private final TestEngine engine = started(SampleVat.class);

    private List<Effect> start(String kind) {
        return writeSet(call(engine, "start", kind)).effects();
    }

    private Object log() {
        return ((Settlement.Fulfilled) settlement(call(engine, "log"))).value().body();
    }

    @Test
    void runsALambdaOnce() {
        assertThat(start("lambda").get(0)).isEqualTo(new Effect.SetTimer(0, Duration.ofSeconds(1), null, null));
        engine.deliver(new Delivery.TimerFired(0));
        engine.deliver(new Delivery.TimerFired(0));
        assertThat(log()).isEqualTo(new Passable.Immutable("once"));
    }

    @Test
    void runsALambdaAgainUntilItIsCancelled() {
        start("repeated");
        engine.deliver(new Delivery.TimerFired(0));
        engine.deliver(new Delivery.TimerFired(0));
        assertThat(writeSet(call(engine, "cancel")).effects()).contains(new Effect.CancelTimer(0));
        engine.deliver(new Delivery.TimerFired(0));
        assertThat(log()).isEqualTo(new Passable.Immutable("tick,tick"));
    }

    @Test
    void sendsANamedMessage() {
        assertThat(start("named").get(0)).isInstanceOfSatisfying(Effect.SetTimer.class, timer -> {
            assertThat(timer.period()).isEqualTo(Duration.ofSeconds(2));
            assertThat(timer.message()).satisfies(message -> {
                assertThat(message).isNotNull();
            });
        });
    }

    @Test
    void survivesALambdaThatThrows() {
        start("throwing");
        assertThat(engine.deliver(new Delivery.TimerFired(0))).isInstanceOf(CrankResult.Completed.class);
    }

    @Test
    void refusesATimerThatCouldNeverWork() {
        assertThat(fault(call(engine, "start", "missing")).message()).contains("did you mean \"log\"");
        assertThat(fault(call(engine, "start", "negative")).message()).contains("negative");
    }

    @Test
    void keepsTheNumbersOfEarlierHeapsFree() {
        var kept = new Kept(SampleVat.class);
        kept.restart(SampleVat.class);
        kept.restart(SampleVat.class);
        var started = Kept.effects(kept.send(Slot.ROOT, "start", "named"), Effect.SetTimer.class);
        assertThat(started).extracting(Effect.SetTimer::timer).containsExactly(2L << 32);
        assertThat(kept.call("timer")).isEqualTo(2L << 32);
        assertThat(Kept.doings(kept.send(Slot.ROOT, "cancelNumber", 7L))).containsExactly(new Effect.CancelTimer(7));
    }
}
