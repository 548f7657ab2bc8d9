package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/** What a host reads with: the first byte of the child says which codec the connection uses, both ways. */
public final class DetectingDecoder implements FrameDecoder {
    private final WireLimits mine;
    private @Nullable Codec codec;
    private @Nullable FrameDecoder decoder;

    public DetectingDecoder(WireLimits mine) {
        this.mine = mine;
    }

    /** Which codec it is, or {@code null} before the first byte. */
    public @Nullable Codec codec() {
        return codec;
    }

    @Override
    public void decode(byte[] array, int offset, int length, FrameSink sink) {
        if (length == 0) {
            return;
        }
        if (decoder == null) {
            codec = array[offset] == '{' ? Codec.LINES : Codec.BINARY;
            decoder = codec.decoder(mine);
        }
        decoder.decode(array, offset, length, sink);
    }

    @Override
    public boolean isInsideFrame() {
        return decoder != null && decoder.isInsideFrame();
    }
}
