package dev.vellamo.guest.frame;

import dev.vellamo.protocol.wire.Payload;
import java.util.List;
import java.util.Optional;

/**
 * Frames as messages of a stream.
 *
 * <p>A frame is one message, or several if it is long: <em>parcels</em>, each with one leading byte that says whether more
 * follow. Values travel as JSON, but for bytes and for a bare reference, which stay what they are.
 */
public final class VatFrames {

    /** One parcel: far below what every link accepts as a message, and much more than most frames have. */
    public static final int MAX_PARCEL_BYTES = 256 << 10;

    /** One frame: a single value has at most so much, and so has code. */
    public static final int MAX_FRAME_BYTES = 64 << 20;

    /** All that a vat keeps, as it is sent at its start. A guest that starts many vats at once has all of it in memory. */
    public static final int MAX_STATE_BYTES = 16 << 20;

    private static final FrameWriter.Limit OF_FRAMES = new FrameWriter.Limit("MAX_FRAME_BYTES", MAX_FRAME_BYTES);
    private static final FrameWriter.Limit OF_STATES = new FrameWriter.Limit("MAX_STATE_BYTES", MAX_STATE_BYTES);

    static final byte LAST = 0;
    static final byte MORE = 1;

    private static final int LOAD = 0;
    private static final int START = 1;
    private static final int DELIVER = 2;

    private static final int LOADED = 0;
    private static final int NOT_LOADED = 1;
    private static final int RESULT = 2;
    private static final int WAKE = 3;

    private VatFrames() {}

    /**
     * For {@code LinkStream.send}, in this order.
     *
     * @throws GuestException with code {@code TOO_LARGE}, or {@code DECODE} if a value has no form that can be sent
     */
    public static List<Payload> encode(ToVat frame) {
        var out = new FrameWriter(frame instanceof ToVat.Start ? OF_STATES : OF_FRAMES);
        if (frame instanceof ToVat.Load load) {
            out.octet(LOAD);
            SpecFrames.write(load.spec(), out);
            out.optional(load.file().orElse(null), SpecFrames::write);
        } else if (frame instanceof ToVat.Start start) {
            out.octet(START);
            SpecFrames.write(start.state(), out);
        } else {
            var deliver = (ToVat.Deliver) frame;
            out.octet(DELIVER);
            out.number(deliver.number());
            DeliveryFrames.write(deliver.delivery(), out);
        }
        return out.parcels();
    }

    /**
     * For {@code LinkStream.send}, in this order.
     *
     * @throws GuestException with code {@code TOO_LARGE}, or {@code DECODE} if a value has no form that can be sent
     */
    public static List<Payload> encode(FromVat frame) {
        var out = new FrameWriter(OF_FRAMES);
        if (frame instanceof FromVat.Result result) {
            out.octet(RESULT);
            out.number(result.number());
            EffectFrames.write(result.result(), out);
        } else if (frame instanceof FromVat.NotLoaded notLoaded) {
            out.octet(NOT_LOADED);
            ValueFrames.write(notLoaded.reason(), out);
        } else {
            out.octet(frame instanceof FromVat.Loaded ? LOADED : WAKE);
        }
        return out.parcels();
    }

    /** Reads what a kernel says. */
    public static FrameAssembly<ToVat> toVat() {
        return new FrameAssembly<>(VatFrames::toVat);
    }

    /** Reads what a guest says. */
    public static FrameAssembly<FromVat> fromVat() {
        return new FrameAssembly<>(VatFrames::fromVat);
    }

    private static ToVat toVat(FrameReader in) {
        return switch (in.octet()) {
            case LOAD -> new ToVat.Load(SpecFrames.spec(in), Optional.ofNullable(in.optional(SpecFrames::file)));
            case START -> new ToVat.Start(SpecFrames.state(in));
            case DELIVER -> new ToVat.Deliver(in.number(), DeliveryFrames.delivery(in));
            default -> throw FrameReader.malformed("there is no such frame");
        };
    }

    private static FromVat fromVat(FrameReader in) {
        return switch (in.octet()) {
            case LOADED -> new FromVat.Loaded();
            case NOT_LOADED -> new FromVat.NotLoaded(ValueFrames.fault(in));
            case RESULT -> new FromVat.Result(in.number(), EffectFrames.result(in));
            case WAKE -> new FromVat.Wake();
            default -> throw FrameReader.malformed("there is no such frame");
        };
    }
}
