package dev.vellamo.protocol.wire;

/** Where a decoder puts what it reads, in order. */
public interface FrameSink {

    /**
     * A {@link Frame.Data}, without making one. The array is the one given to the decoder, or one made for this frame; a sink
     * that keeps the part relies on nobody writing into it.
     */
    void data(long id, boolean more, Form form, byte[] array, int offset, int length);

    /** Any other frame. */
    void frame(Frame frame);

    /**
     * A frame of a stream that cannot be understood. Ends that stream, and nothing else.
     *
     * @param charge what it costs if it is Data, else 0
     */
    void badStreamFrame(long id, int charge, WireFault fault);

    /** The bytes cannot be understood, or the envelope of a frame. Nothing comes after this. */
    void badConnection(WireFault fault);
}
