package dev.vellamo.protocol.wire;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Small frames that go before all others. What repeats itself is kept once: grants, and answers to pings. */
final class ControlLane {

    /** Refusals that wait because the other side does not read. More than that is an attack, or a peer that hangs. */
    static final int MAX_WAITING_BYTES = 1 << 20;

    /** What a queued frame costs beside its text. */
    private static final int FRAME_COST = 64;

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private final ArrayDeque<StreamState> grants = new ArrayDeque<>();
    private int waitingBytes;
    private boolean sealed;
    private Frame.@Nullable Pong pong;
    private Frame.@Nullable Ping ping;
    private Frame.@Nullable Credit connectionCredit;

    void add(Frame frame) {
        if (sealed) {
            return;
        }
        frames.add(frame);
        waitingBytes += cost(frame);
    }

    private static int cost(Frame frame) {
        return FRAME_COST
                + (frame instanceof Frame.Abort abort
                        ? abort.fault().message().length()
                        : frame instanceof Frame.Failure failure
                                ? failure.fault().message().length()
                                : 0);
    }

    void grant(StreamState stream) {
        if (sealed) {
            return;
        }
        grants.add(stream);
        waitingBytes += FRAME_COST;
    }

    void grantConnection(long totalBytes) {
        connectionCredit = sealed ? null : new Frame.Credit(0, totalBytes);
    }

    void pong(long number) {
        pong = new Frame.Pong(number);
    }

    void ping(long number) {
        ping = new Frame.Ping(number);
    }

    boolean isFlooded() {
        return waitingBytes > MAX_WAITING_BYTES;
    }

    boolean isEmpty() {
        return frames.isEmpty() && grants.isEmpty() && connectionCredit == null && pong == null && ping == null;
    }

    /** The next frame, or {@code null} if there is none. */
    @Nullable
    Frame next() {
        Frame first = frames.poll();
        if (first != null) {
            waitingBytes -= cost(first);
            return first;
        }
        Frame next = connectionCredit != null ? connectionCredit : pong != null ? pong : ping;
        if (next == null) {
            return nextGrant();
        }
        if (next == connectionCredit) {
            connectionCredit = null;
        } else if (next == pong) {
            pong = null;
        } else {
            ping = null;
        }
        return next;
    }

    private @Nullable Frame nextGrant() {
        for (StreamState stream = grants.poll(); stream != null; stream = grants.poll()) {
            waitingBytes -= FRAME_COST;
            if (stream.receiving.creditDue) {
                stream.receiving.creditDue = false;
                return new Frame.Credit(stream.id(), stream.receiving.credit().granted());
            }
        }
        return null;
    }

    /** Nothing is added any more. */
    void seal() {
        sealed = true;
    }

    /** Drops what waits. */
    void clear() {
        frames.clear();
        grants.clear();
        waitingBytes = 0;
        connectionCredit = null;
        pong = null;
        ping = null;
    }
}
