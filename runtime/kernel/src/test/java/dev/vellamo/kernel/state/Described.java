package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Settlement;
import java.util.stream.Collectors;

/** Short texts that tests compare. */
final class Described {

    private Described() {}

    static String delivery(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            return message.method();
        }
        if (delivery instanceof Delivery.Notify notify) {
            return notify.promises().stream()
                    .map(settled -> "notify " + settled.promise() + " = " + settlement(settled.settlement()))
                    .collect(Collectors.joining(", "));
        }
        return delivery instanceof Delivery.TimerFired fired ? "timer " + fired.timer() : "wake";
    }

    private static String settlement(Settlement settlement) {
        return settlement instanceof Settlement.Fulfilled fulfilled
                ? value(fulfilled.value())
                : ((Settlement.Rejected) settlement).reason().code();
    }

    private static String value(CapData data) {
        return data.body() instanceof Passable.Immutable immutable
                ? String.valueOf(immutable.value())
                : data.slots().toString();
    }

    static String outcome(KernelSettlement settlement) {
        if (settlement instanceof KernelSettlement.Rejected rejected) {
            return rejected.reason().code();
        }
        var data = ((KernelSettlement.Fulfilled) settlement).value();
        return data.body() instanceof Passable.Immutable immutable
                ? String.valueOf(immutable.value())
                : data.refs().size() + " refs";
    }
}
