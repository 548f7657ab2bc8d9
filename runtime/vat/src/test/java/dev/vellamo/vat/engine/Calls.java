package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.crank.WriteSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of the root of one engine, and how they ended. */
final class Calls {

    private Calls() {}

    static final Slot RESULT = Slot.kernelPromise(0);

    static CrankResult call(TestEngine engine, String method, Object... arguments) {
        var data = CapData.of(new Passable.ImmutableItems(List.of(arguments)));
        return engine.deliver(new Delivery.Message(Slot.ROOT, method, data, RESULT));
    }

    static WriteSet writeSet(CrankResult result) {
        assertThat(result).isInstanceOf(CrankResult.Completed.class);
        return ((CrankResult.Completed) result).writeSet();
    }

    static Settlement settlement(CrankResult result) {
        var effects = writeSet(result).effects();
        var last = (Effect.Settle) effects.get(effects.size() - 1);
        assertThat(last.promise()).isEqualTo(RESULT);
        return last.settlement();
    }

    static TestEngine started(Class<?> vat) {
        var engine = TestHost.engine("main", vat);
        assertThat(engine.start(VatState.EMPTY)).isInstanceOf(CrankResult.Completed.class);
        return engine;
    }

    static Reason fault(CrankResult result) {
        var reason = ((Settlement.Rejected) settlement(result)).reason();
        return new Reason(reason.code(), reason.type(), reason.message());
    }

    /** The same message whatever form its arguments had: within one JVM they need not be JSON. */
    static Effect.Send asJson(Effect.Send send) {
        return new Effect.Send(send.target(), send.method(), asJson(send.arguments()), send.result());
    }

    static CapData asJson(CapData value) {
        return new CapData(PassableJson.of(value.body()), value.slots());
    }

    record Reason(String code, @Nullable String type, String message) {}
}
