package dev.vellamo.protocol.wire;

/** TEMP */
final class LinesEncoder implements FrameEncoder {
    @Override
    public void preamble(FrameOutput output) {}

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length, FrameOutput output) {}

    @Override
    public void frame(Frame frame, FrameOutput output) {}
}
