package dev.vellamo.protocol.wire;

/**
 * What one side allows the other to send. Each side announces its own in its {@link Hello}.
 *
 * @param maxFrameBytes longest body of a frame. Bounds how long one frame can hold up the others
 * @param maxMessageBytes most bytes that the frames of one stream message have together, headers included
 * @param streamCreditBytes what may be sent at once on each stream that the other side opens. Small, as every open stream
 *     has it for good; what a busy stream gets beyond it is granted as it consumes
 * @param connectionCreditBytes what may be sent on all streams together before the first grant; also the size of the
 *     connection's window ever after
 * @param maxStreams streams of the other side's that may be open at once; 0: it may open none
 * @param maxRequests requests of the other side's that may be unanswered at once; 0: it may send none
 * @param maxRequestBytes largest payload of one request or response
 * @param requestWindowBytes most bytes of unanswered requests together
 */
public record WireLimits(
        int maxFrameBytes,
        int maxMessageBytes,
        int streamCreditBytes,
        long connectionCreditBytes,
        int maxStreams,
        int maxRequests,
        int maxRequestBytes,
        long requestWindowBytes) {

    /** The header of every binary frame, and what every stream message costs beyond its payload in either codec. */
    public static final int HEADER_BYTES = 16;

    /** A hello and all that is read before it. Whoever sends it is not known yet. */
    public static final int MAX_HELLO_BYTES = 4 << 10;

    /** The body of an Open, its context and arguments together: every open stream may hold that much. */
    public static final int MAX_OPEN_BYTES = 16 << 10;

    /** The context of a request or an Open: names, and what tracing adds. */
    public static final int MAX_CONTEXT_BYTES = 8 << 10;

    /** So that an Open, and the context of a request, fit into one frame. */
    public static final int MIN_FRAME_BYTES = MAX_OPEN_BYTES;

    /** So that the first byte of a binary frame is 0, which begins neither a preamble nor a line of JSON. */
    public static final int MAX_FRAME_BYTES = (1 << 24) - 1;

    /**
     * <ul>
     *   <li>64 KiB a frame: beside a bulk stream a request waits for two or three of them, and for what the socket holds.
     *   <li>1 MiB and 4 KiB a message: a payload of 1 MiB in frames of 4 KiB and more.
     *   <li>32 MiB for the connection: half of it may be held by readers that stand still, a quarter as the first credit of
     *       1,024 streams each way.
     *   <li>17 MiB a request: the state of a vat (16 MiB) fits with what describes it.
     * </ul>
     */
    public static final WireLimits DEFAULT =
            new WireLimits(64 << 10, (1 << 20) + (4 << 10), 4 << 10, 32L << 20, 1_024, 1_024, 17 << 20, 64L << 20);

    public WireLimits {
        atLeast("maxFrameBytes", maxFrameBytes, MIN_FRAME_BYTES);
        atMost("maxFrameBytes", maxFrameBytes, MAX_FRAME_BYTES);
        atLeast("maxMessageBytes", maxMessageBytes, HEADER_BYTES + 1L);
        atLeast("streamCreditBytes", streamCreditBytes, 1);
        atLeast("connectionCreditBytes", connectionCreditBytes, 1);
        atLeast("maxStreams", maxStreams, 0);
        atLeast("maxRequests", maxRequests, 0);
        atLeast("maxRequestBytes", maxRequestBytes, 1);
        atLeast("requestWindowBytes", requestWindowBytes, maxRequestBytes);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", and has to be at least " + least);
        }
    }

    private static void atMost(String name, long value, long most) {
        if (value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", and has to be at most " + most);
        }
    }

    /** With frames that are no longer than this. */
    WireLimits withFramesUpTo(int bytes) {
        return new WireLimits(
                Math.min(bytes, maxFrameBytes),
                maxMessageBytes,
                streamCreditBytes,
                connectionCreditBytes,
                maxStreams,
                maxRequests,
                maxRequestBytes,
                requestWindowBytes);
    }

    public WireLimits withConnectionCreditBytes(long bytes) {
        return new WireLimits(
                maxFrameBytes,
                maxMessageBytes,
                streamCreditBytes,
                bytes,
                maxStreams,
                maxRequests,
                maxRequestBytes,
                requestWindowBytes);
    }

    public WireLimits withMaxStreams(int streams) {
        return new WireLimits(
                maxFrameBytes,
                maxMessageBytes,
                streamCreditBytes,
                connectionCreditBytes,
                streams,
                maxRequests,
                maxRequestBytes,
                requestWindowBytes);
    }

    public WireLimits withMaxRequests(int requests) {
        return new WireLimits(
                maxFrameBytes,
                maxMessageBytes,
                streamCreditBytes,
                connectionCreditBytes,
                maxStreams,
                requests,
                maxRequestBytes,
                requestWindowBytes);
    }

    /** What the frames of one stream message cost, if each but the last is as long as allowed. */
    long chargeOf(int payloadBytes) {
        // Most messages are one frame, and a division is slow.
        long frames = payloadBytes <= maxFrameBytes ? 1 : (payloadBytes + maxFrameBytes - 1L) / maxFrameBytes;
        return payloadBytes + frames * HEADER_BYTES;
    }
}
