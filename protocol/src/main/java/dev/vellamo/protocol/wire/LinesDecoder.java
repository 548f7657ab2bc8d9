package dev.vellamo.protocol.wire;

/** TEMP */
final class LinesDecoder implements FrameDecoder {
    LinesDecoder(WireLimits limits) {}

    @Override
    public void decode(byte[] array, int offset, int length, FrameSink sink) {}

    @Override
    public boolean isInsideFrame() {
        return false;
    }
}
