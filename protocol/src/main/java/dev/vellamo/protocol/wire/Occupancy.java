package dev.vellamo.protocol.wire;

/**
 * What one end of a connection holds.
 *
 * @param openStreams streams of which a direction has not ended
 * @param heldStreams streams whose owner on this side has not let go of them
 * @param asked requests of this side without an answer
 * @param owed requests of the other side whose answer is not written
 * @param owedBytes of these requests
 * @param heldBytes what came on streams and is not used up
 * @param queuedBytes what waits on streams to be written, each message with 256 bytes more than it has
 */
public record Occupancy(
        int openStreams, int heldStreams, int asked, int owed, long owedBytes, long heldBytes, long queuedBytes) {

    public static final Occupancy NOTHING = new Occupancy(0, 0, 0, 0, 0, 0, 0);
}
