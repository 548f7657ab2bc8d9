package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
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
        if (delivery instanceof Delivery.StreamOpened opened) {
            return "open " + opened.stream() + " " + opened.opening().method();
        }
        if (delivery instanceof Delivery.StreamSignals signals) {
            return signals.signals().stream()
                    .map(said -> said.stream() + " " + signal(said.signal()))
                    .collect(Collectors.joining(", "));
        }
        return delivery instanceof Delivery.TimerFired fired ? "timer " + fired.timer() : "wake";
    }

    /** {@code data a b}, {@code credit 300000}, {@code failed VAT_RESTARTED}. */
    static String signal(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            return "data " + data.messages().stream().map(Bytes::text).collect(Collectors.joining(" "));
        }
        if (signal instanceof StreamSignal.Credit credit) {
            return "credit " + credit.totalBytes();
        }
        if (signal instanceof StreamSignal.Cancel cancel) {
            return "cancel " + cancel.reason();
        }
        return signal instanceof StreamSignal.Failed failed
                ? "failed " + failed.reason().code()
                : "close";
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
