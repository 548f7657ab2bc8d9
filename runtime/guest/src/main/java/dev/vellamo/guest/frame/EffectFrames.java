package dev.vellamo.guest.frame;

import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;

/** What came of a crank, in bytes. */
final class EffectFrames {

    private static final int SEND = 0;
    private static final int SETTLE = 1;
    private static final int SET_TIMER = 2;
    private static final int CANCEL_TIMER = 3;
    private static final int PUT = 4;
    private static final int DELETE = 5;
    private static final int WATCH = 6;
    private static final int REVOKE = 7;
    private static final int DROP_IMPORTS = 8;
    private static final int RETIRE_IMPORTS = 9;
    private static final int RETIRE_EXPORTS = 10;

    private static final int COMPLETED = 0;
    private static final int ABORTED = 1;

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private EffectFrames() {}

    static void write(CrankResult result, FrameWriter out) {
        if (result instanceof CrankResult.Completed completed) {
            out.octet(COMPLETED);
            out.list(completed.writeSet().effects(), EffectFrames::write);
            out.optional(completed.writeSet().exit(), (exit, to) -> to.text(exit));
        } else {
            out.octet(ABORTED);
            ValueFrames.write(((CrankResult.Aborted) result).reason(), out);
        }
    }

    static CrankResult result(FrameReader in) {
        return in.flag()
                ? new CrankResult.Aborted(ValueFrames.fault(in))
                : new CrankResult.Completed(
                        new WriteSet(in.list(EffectFrames::effect), in.optional(FrameReader::text)));
    }

    private static void write(Effect effect, FrameWriter out) {
        if (effect instanceof Effect.Send send) {
            out.octet(SEND);
            writeSend(send, out);
        } else if (effect instanceof Effect.Settle settle) {
            out.octet(SETTLE);
            ValueFrames.write(settle.promise(), out);
            ValueFrames.write(settle.settlement(), out);
        } else if (effect instanceof Effect.SetTimer timer) {
            out.octet(SET_TIMER);
            writeTimer(timer, out);
        } else if (effect instanceof Effect.CancelTimer cancel) {
            out.octet(CANCEL_TIMER);
            out.number(cancel.timer());
        } else {
            writeKept(effect, out);
        }
    }

    private static void writeKept(Effect effect, FrameWriter out) {
        if (effect instanceof Effect.Put put) {
            out.octet(PUT);
            out.text(put.key());
            ValueFrames.write(put.value(), out);
        } else if (effect instanceof Effect.Delete delete) {
            out.octet(DELETE);
            out.text(delete.key());
        } else if (effect instanceof Effect.Watch watch) {
            out.octet(WATCH);
            ValueFrames.write(watch.promise(), out);
            writeSend(watch.message(), out);
        } else {
            writeSlots(effect, out);
        }
    }

    private static void writeSlots(Effect effect, FrameWriter out) {
        if (effect instanceof Effect.Revoke revoke) {
            out.octet(REVOKE);
            ValueFrames.write(revoke.export(), out);
        } else if (effect instanceof Effect.DropImports drop) {
            out.octet(DROP_IMPORTS);
            out.list(drop.imports(), ValueFrames::write);
        } else if (effect instanceof Effect.RetireImports retire) {
            out.octet(RETIRE_IMPORTS);
            out.list(retire.imports(), ValueFrames::write);
        } else {
            out.octet(RETIRE_EXPORTS);
            out.list(((Effect.RetireExports) effect).exports(), ValueFrames::write);
        }
    }

    private static void writeSend(Effect.Send send, FrameWriter out) {
        ValueFrames.write(send.target(), out);
        out.text(send.method());
        ValueFrames.write(send.arguments(), out);
        out.optional(send.result(), ValueFrames::write);
    }

    private static void writeTimer(Effect.SetTimer timer, FrameWriter out) {
        out.number(timer.timer());
        writeDuration(timer.delay(), out);
        out.optional(timer.period(), EffectFrames::writeDuration);
        out.optional(timer.message(), EffectFrames::writeSend);
    }

    private static void writeDuration(Duration duration, FrameWriter out) {
        out.number(duration.getSeconds());
        out.unsigned(duration.getNano());
    }

    private static Effect effect(FrameReader in) {
        return switch (in.octet()) {
            case SEND -> send(in);
            case SETTLE -> new Effect.Settle(ValueFrames.slot(in), ValueFrames.settlement(in));
            case SET_TIMER ->
                new Effect.SetTimer(
                        in.number(),
                        duration(in),
                        in.optional(EffectFrames::duration),
                        in.optional(EffectFrames::send));
            case CANCEL_TIMER -> new Effect.CancelTimer(in.number());
            case PUT -> new Effect.Put(in.text(), ValueFrames.value(in));
            case DELETE -> new Effect.Delete(in.text());
            case WATCH -> new Effect.Watch(ValueFrames.slot(in), send(in));
            case REVOKE -> new Effect.Revoke(ValueFrames.slot(in));
            case DROP_IMPORTS -> new Effect.DropImports(in.list(ValueFrames::slot));
            case RETIRE_IMPORTS -> new Effect.RetireImports(in.list(ValueFrames::slot));
            case RETIRE_EXPORTS -> new Effect.RetireExports(in.list(ValueFrames::slot));
            default -> throw FrameReader.malformed("there is no such effect");
        };
    }

    private static Effect.Send send(FrameReader in) {
        return new Effect.Send(ValueFrames.slot(in), in.text(), ValueFrames.value(in), in.optional(ValueFrames::slot));
    }

    private static Duration duration(FrameReader in) {
        var seconds = in.number();
        var nanos = in.unsigned();
        if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw FrameReader.malformed("a second has no " + Long.toUnsignedString(nanos) + " nanoseconds");
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
