package dev.vellamo.protocol.wire;

/** The two ways to write frames. The first byte that a child sends says which one a connection uses, both ways. */
public enum Codec {
    /** A header of 16 bytes and a body. */
    BINARY,
    /** One JSON object a line. */
    LINES;

    /** A decoder that enforces these limits, which this side announced. */
    public FrameDecoder decoder(WireLimits mine) {
        return this == BINARY ? new BinaryDecoder(mine) : new LinesDecoder(mine);
    }

    public FrameEncoder encoder() {
        return this == BINARY ? new BinaryEncoder() : new LinesEncoder();
    }
}
