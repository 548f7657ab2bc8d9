package dev.vellamo.guest.frame;

import dev.vellamo.protocol.crank.Delivery.Signalled;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;

/** What is said on streams of vats, in bytes. */
final class SignalFrames {

    private static final int DATA = 0;
    private static final int CREDIT = 1;
    private static final int CLOSE = 2;
    private static final int CANCEL = 3;
    private static final int FAILED = 4;

    private SignalFrames() {}

    static void write(Signalled signalled, FrameWriter out) {
        out.number(signalled.stream());
        write(signalled.signal(), out);
    }

    static Signalled signalled(FrameReader in) {
        return new Signalled(in.number(), signal(in));
    }

    static void write(StreamSignal signal, FrameWriter out) {
        if (signal instanceof StreamSignal.Data data) {
            out.octet(DATA);
            out.list(data.messages(), (message, to) -> to.bytes(message.array(), message.offset(), message.length()));
        } else if (signal instanceof StreamSignal.Credit credit) {
            out.octet(CREDIT);
            out.number(credit.totalBytes());
        } else if (signal instanceof StreamSignal.Cancel cancel) {
            out.octet(CANCEL);
            out.text(cancel.reason());
        } else if (signal instanceof StreamSignal.Failed failed) {
            out.octet(FAILED);
            ValueFrames.write(failed.reason(), out);
        } else {
            out.octet(CLOSE);
        }
    }

    static StreamSignal signal(FrameReader in) {
        return switch (in.octet()) {
            case DATA -> new StreamSignal.Data(in.list(from -> Bytes.of(from.bytes())));
            case CREDIT -> new StreamSignal.Credit(in.number());
            case CLOSE -> new StreamSignal.Close();
            case CANCEL -> new StreamSignal.Cancel(in.text());
            case FAILED -> new StreamSignal.Failed(ValueFrames.fault(in));
            default -> throw FrameReader.malformed("there is no such signal");
        };
    }
}
