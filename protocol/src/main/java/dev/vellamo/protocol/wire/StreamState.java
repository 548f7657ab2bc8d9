package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * One stream, as its end of the connection sees it: two directions, each of which ends by itself.
 *
 * <pre>
 *   sending    OPEN ──close──► CLOSING ──all written──► ENDED        receiving   OPEN ──────Close came──────► ENDED
 *                └────────────Cancel came─────────────────▲                        └─cancel─► CANCELLED ──────▲
 *   Abort, sent or received, ends both at once.
 * </pre>
 *
 * <p>It is in its connection's table until both have ended. The owner may use up what it got even after that, and ends
 * its part with {@link ConnectionState#release}. Confined like its connection, whose methods do everything with it.
 */
public final class StreamState {
    private final long id;
    private final boolean own;
    private final Deadline deadline;
    final SendingHalf sending;
    final ReceivingHalf receiving;

    /** What the owner wants to find here again. */
    public @Nullable Object attachment;

    /** The other side can know of it. */
    boolean introduced;
    /** The owner needs it no more. */
    boolean released;

    /** Part of {@link WriteTurns}. */
    boolean waitsForTurn;

    int turnBytes;

    StreamState(long id, boolean own, Deadline deadline, SendingHalf sending, ReceivingHalf receiving) {
        this.id = id;
        this.own = own;
        this.deadline = deadline;
        this.sending = sending;
        this.receiving = receiving;
        this.introduced = !own;
    }

    public long id() {
        return id;
    }

    /** Whether this side opened it. */
    public boolean isOwn() {
        return own;
    }

    /** Whether more can be sent now: it was not told to wait, or not since there was room, and does not end. */
    public boolean hasRoom() {
        return sending.hasRoom();
    }

    /** Whether both directions have ended. */
    public boolean isOver() {
        return sending.hasEnded() && receiving.hasEnded();
    }

    /** What came and is not used up, in bytes that count against the connection's window. */
    public long heldBytes() {
        return receiving.credit().held();
    }

    /** What waits to be written, with what each message costs beside its bytes. */
    public long queuedBytes() {
        return sending.queuedBytes();
    }

    Deadline deadline() {
        return deadline;
    }

    @Override
    public String toString() {
        return "stream " + id;
    }
}
