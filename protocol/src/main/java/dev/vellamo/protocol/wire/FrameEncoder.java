package dev.vellamo.protocol.wire;

/** Writes frames. Has no state. */
public interface FrameEncoder {

    /** What comes before the first frame. */
    void preamble(FrameOutput output);

    /** A {@link Frame.Data}, without making one. */
    void data(long id, boolean more, Form form, byte[] array, int offset, int length, FrameOutput output);

    /** Any frame. */
    void frame(Frame frame, FrameOutput output);
}
