package dev.vellamo.protocol.wire;

/** A request, a response or an Open on its way out; all but an Open may take several frames. */
final class Envelope {

    /** Makes the first frame. */
    interface Head {
        Frame frame(boolean more, Payload payload);
    }

    private final long id;
    private final Head head;
    private final Payload payload;
    private final int headBytes;
    private final Runnable written;
    private int offset = -1;

    /**
     * Begins with {@code head}.
     *
     * @param headBytes what the body of the first frame has beside the payload
     * @param written runs when the last byte is written
     */
    Envelope(long id, Head head, Payload payload, int headBytes, Runnable written) {
        this.id = id;
        this.head = head;
        this.payload = payload;
        this.headBytes = headBytes;
        this.written = written;
    }

    long id() {
        return id;
    }

    boolean hasBegun() {
        return offset >= 0;
    }

    /** The next frame. After the last one {@link #isWritten} holds. */
    Frame next(int maxFrameBytes) {
        int from = Math.max(0, offset);
        int room = offset < 0 ? maxFrameBytes - headBytes : maxFrameBytes;
        int length = Math.min(room, payload.length() - from);
        boolean more = from + length < payload.length();
        Payload slice = payload.slice(from, length);
        Frame frame = offset < 0 ? head.frame(more, slice) : new Frame.Part(id, more, slice.bytes());
        offset = from + length;
        return frame;
    }

    boolean isWritten() {
        return offset == payload.length();
    }

    void written() {
        written.run();
    }

    static Envelope request(OutgoingRequest request, boolean service, Invocation invocation) {
        return new Envelope(
                request.id(),
                (more, part) -> new Frame.Request(request.id(), service, more, invocation.withArguments(part)),
                invocation.arguments(),
                BinaryBodies.INVOCATION_BYTES + invocation.context().length(),
                () -> {});
    }

    static Envelope response(long id, Payload payload, Runnable written) {
        return new Envelope(id, (more, part) -> new Frame.Response(id, more, part), payload, 0, written);
    }

    /** A frame that is written whole. */
    static Envelope whole(long id, Frame frame, Runnable written) {
        return new Envelope(id, (more, part) -> frame, Payload.EMPTY, 0, written);
    }
}
