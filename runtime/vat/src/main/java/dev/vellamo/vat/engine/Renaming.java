package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.util.function.UnaryOperator;

/**
 * Gives an object another slot in the effects of a crank that is not over.
 *
 * <p>For the root, which is named before anybody knows that it will be the root: as that it means the same after a restart.
 */
record Renaming(Slot from, Slot to) implements UnaryOperator<Effect> {

    @Override
    public Effect apply(Effect effect) {
        if (effect instanceof Effect.Send send) {
            return renamed(send);
        }
        if (effect instanceof Effect.SetTimer timer && timer.message() != null) {
            return new Effect.SetTimer(timer.timer(), timer.delay(), timer.period(), renamed(timer.message()));
        }
        if (effect instanceof Effect.Watch watch) {
            return new Effect.Watch(watch.promise(), renamed(watch.message()));
        }
        if (effect instanceof Effect.OpenStream open) {
            return new Effect.OpenStream(open.stream(), renamed(open.opening()));
        }
        return effect instanceof Effect.Settle settle && settle.settlement() instanceof Settlement.Fulfilled fulfilled
                ? new Effect.Settle(settle.promise(), new Settlement.Fulfilled(renamed(fulfilled.value())))
                : effect;
    }

    private Effect.Send renamed(Effect.Send send) {
        return new Effect.Send(renamed(send.target()), send.method(), renamed(send.arguments()), send.result());
    }

    private CapData renamed(CapData value) {
        return value.slots().contains(from)
                ? new CapData(
                        value.body(), value.slots().stream().map(this::renamed).toList())
                : value;
    }

    private Slot renamed(Slot slot) {
        return slot.equals(from) ? to : slot;
    }
}
