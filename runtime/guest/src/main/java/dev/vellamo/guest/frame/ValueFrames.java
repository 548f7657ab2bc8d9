package dev.vellamo.guest.frame;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.vat.engine.PassableJson;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Slots, values, faults and settlements in bytes. */
final class ValueFrames {

    /** More causes than an engine keeps. Those behind the last one are left out. */
    static final int MAX_CAUSES = 64;

    private static final int JSON = 0;
    private static final int BYTES = 1;
    private static final int REFERENCE = 2;

    private static final int FULFILLED = 0;
    private static final int REJECTED = 1;

    private static final int EXPORT = 0;
    private static final int DURABLE_EXPORT = 1;
    private static final int IMPORT = 2;
    private static final int VAT_PROMISE = 3;
    private static final int KERNEL_PROMISE = 4;

    private ValueFrames() {}

    static void write(Slot slot, FrameWriter out) {
        out.octet(
                switch (slot.origin()) {
                    case VAT -> slot.isPromise() ? VAT_PROMISE : EXPORT;
                    case DURABLE -> DURABLE_EXPORT;
                    case KERNEL -> slot.isPromise() ? KERNEL_PROMISE : IMPORT;
                });
        out.unsigned(slot.index());
    }

    static Slot slot(FrameReader in) {
        return switch (in.octet()) {
            case EXPORT -> Slot.exported(in.unsigned());
            case DURABLE_EXPORT -> Slot.durable(in.unsigned());
            case IMPORT -> Slot.imported(in.unsigned());
            case VAT_PROMISE -> Slot.vatPromise(in.unsigned());
            case KERNEL_PROMISE -> Slot.kernelPromise(in.unsigned());
            default -> throw FrameReader.malformed("there is no such kind of slot");
        };
    }

    static void write(CapData value, FrameWriter out) {
        out.list(value.slots(), ValueFrames::write);
        if (value.body() instanceof Passable.Reference reference) {
            out.octet(REFERENCE);
            out.unsigned(reference.slot());
        } else if (value.body() instanceof Passable.Bytes bytes) {
            out.octet(BYTES);
            out.bytes(bytes.copy());
        } else {
            out.octet(JSON);
            out.bytes(json(value.body()).utf8());
        }
    }

    private static Passable.Json json(Passable body) {
        try {
            return PassableJson.of(body);
        } catch (IllegalArgumentException e) {
            throw new GuestException(WireError.DECODE, String.valueOf(e.getMessage()), e);
        }
    }

    static CapData value(FrameReader in) {
        var slots = in.list(ValueFrames::slot);
        return switch (in.octet()) {
            case JSON -> new CapData(new Passable.Json(in.bytes()), slots);
            case BYTES -> new CapData(new Passable.Bytes(in.bytes()), slots);
            case REFERENCE -> new CapData(reference(in.unsigned(), slots.size()), slots);
            default -> throw FrameReader.malformed("there is no such form of a value");
        };
    }

    private static Passable reference(long position, int slots) {
        if (position < 0 || position >= slots) {
            throw FrameReader.malformed("a value is reference " + position + ", and has " + slots);
        }
        return new Passable.Reference((int) position);
    }

    static void write(Fault fault, FrameWriter out) {
        var chain = new ArrayList<Fault>();
        for (@Nullable Fault next = fault; next != null && chain.size() <= MAX_CAUSES; next = next.cause()) {
            chain.add(next);
        }
        out.list(chain, ValueFrames::writeAlone);
    }

    private static void writeAlone(Fault fault, FrameWriter out) {
        out.text(fault.code());
        out.optional(fault.type(), (type, to) -> to.text(type));
        out.text(fault.message());
    }

    static Fault fault(FrameReader in) {
        var chain = in.list(ValueFrames::faultAlone);
        if (chain.isEmpty() || chain.size() > MAX_CAUSES + 1) {
            throw FrameReader.malformed("a fault has " + chain.size() + " parts");
        }
        Fault behind = null;
        for (var i = chain.size() - 1; i >= 0; i--) {
            var each = chain.get(i);
            behind = new Fault(each.code(), each.type(), each.message(), behind);
        }
        return Objects.requireNonNull(behind);
    }

    private static Fault faultAlone(FrameReader in) {
        return new Fault(in.text(), in.optional(FrameReader::text), in.text(), null);
    }

    static void write(Settlement settlement, FrameWriter out) {
        if (settlement instanceof Settlement.Fulfilled fulfilled) {
            out.octet(FULFILLED);
            write(fulfilled.value(), out);
        } else {
            out.octet(REJECTED);
            write(((Settlement.Rejected) settlement).reason(), out);
        }
    }

    static Settlement settlement(FrameReader in) {
        return in.flag() ? new Settlement.Rejected(fault(in)) : new Settlement.Fulfilled(value(in));
    }
}
