package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.List;

/** Keeps everything that a decoder says, as values. */
final class RecordingSink implements FrameSink {
    final List<Frame> frames = new ArrayList<>();
    final List<String> bad = new ArrayList<>();

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length) {
        frames.add(new Frame.Data(id, more, new Payload(form, Bytes.of(array, offset, length))));
    }

    @Override
    public void frame(Frame frame) {
        frames.add(frame);
    }

    @Override
    public void badStreamFrame(long id, int charge, WireFault fault) {
        bad.add("stream " + id + " " + fault.name());
    }

    @Override
    public void badConnection(WireFault fault) {
        bad.add("connection " + fault.name());
    }
}
