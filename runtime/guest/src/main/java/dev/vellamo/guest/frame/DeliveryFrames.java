package dev.vellamo.guest.frame;

import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Delivery.Settled;

/** Deliveries in bytes. */
final class DeliveryFrames {

    private static final int MESSAGE = 0;
    private static final int NOTIFY = 1;
    private static final int TIMER_FIRED = 2;
    private static final int WAKE = 3;
    private static final int COLLECT_GARBAGE = 4;
    private static final int BRING_OUT_YOUR_DEAD = 5;

    private DeliveryFrames() {}

    static void write(Delivery delivery, FrameWriter out) {
        if (delivery instanceof Delivery.Message message) {
            out.octet(MESSAGE);
            writeMessage(message, out);
        } else if (delivery instanceof Delivery.Notify notify) {
            out.octet(NOTIFY);
            out.list(notify.promises(), DeliveryFrames::writeSettled);
        } else if (delivery instanceof Delivery.TimerFired fired) {
            out.octet(TIMER_FIRED);
            out.number(fired.timer());
        } else if (delivery instanceof Delivery.CollectGarbage garbage) {
            out.octet(COLLECT_GARBAGE);
            writeGarbage(garbage, out);
        } else {
            out.octet(delivery instanceof Delivery.Wake ? WAKE : BRING_OUT_YOUR_DEAD);
        }
    }

    private static void writeMessage(Delivery.Message message, FrameWriter out) {
        ValueFrames.write(message.target(), out);
        out.text(message.method());
        ValueFrames.write(message.arguments(), out);
        out.optional(message.result(), ValueFrames::write);
    }

    private static void writeSettled(Settled settled, FrameWriter out) {
        ValueFrames.write(settled.promise(), out);
        ValueFrames.write(settled.settlement(), out);
    }

    private static void writeGarbage(Delivery.CollectGarbage garbage, FrameWriter out) {
        out.list(garbage.dropExports(), ValueFrames::write);
        out.list(garbage.retireExports(), ValueFrames::write);
        out.list(garbage.retireImports(), ValueFrames::write);
        out.number(garbage.asOf());
    }

    static Delivery delivery(FrameReader in) {
        return switch (in.octet()) {
            case MESSAGE ->
                new Delivery.Message(
                        ValueFrames.slot(in), in.text(), ValueFrames.value(in), in.optional(ValueFrames::slot));
            case NOTIFY -> new Delivery.Notify(in.list(DeliveryFrames::settled));
            case TIMER_FIRED -> new Delivery.TimerFired(in.number());
            case WAKE -> new Delivery.Wake();
            case COLLECT_GARBAGE ->
                new Delivery.CollectGarbage(
                        in.list(ValueFrames::slot),
                        in.list(ValueFrames::slot),
                        in.list(ValueFrames::slot),
                        in.number());
            case BRING_OUT_YOUR_DEAD -> new Delivery.BringOutYourDead();
            default -> throw FrameReader.malformed("there is no such delivery");
        };
    }

    private static Settled settled(FrameReader in) {
        return new Settled(ValueFrames.slot(in), ValueFrames.settlement(in));
    }
}
