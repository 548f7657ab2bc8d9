package dev.vellamo.io.channel;

import dev.vellamo.io.transport.PeerCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.Done;

/**
 * One connected client as its channel sees it.
 *
 * <pre>
 *   input:   READING &lt;--room in the buffer--&gt; STALLED ---&gt; ENDED
 *   end:     NOT_REACHED --input ended--&gt; DUE --delivered--&gt; DELIVERED --returned--&gt; DUE
 *   output:  open ---&gt; closed
 * </pre>
 *
 * <p>The session is forgotten when it is disconnected, its end was delivered and no receipt is outstanding.
 */
final class SessionState {

    enum Input {
        READING,
        STALLED,
        ENDED
    }

    private enum End {
        NOT_REACHED,
        DUE,
        DELIVERED
    }

    private final long id;
    private final PeerCredentials peer;
    private final UnitQueue queue = new UnitQueue();
    /** By the index of their first unit, which is lower than that of any in {@code queue}. */
    private final TreeMap<Long, UnitBatch> returned = new TreeMap<>();

    private final List<Reply<Done>> closeReplies = new ArrayList<>(0);
    private Input input = Input.READING;
    private End end = End.NOT_REACHED;
    private Optional<SessionFailure> failure = Optional.empty();
    private boolean outputOpen = true;
    private boolean closing;
    private int partialBytes;
    private int outstanding;
    private long nextIndex;

    SessionState(long id, PeerCredentials peer) {
        this.id = id;
        this.peer = peer;
    }

    long id() {
        return id;
    }

    PeerCredentials peer() {
        return peer;
    }

    Input input() {
        return input;
    }

    Optional<SessionFailure> failure() {
        return failure;
    }

    int partialBytes() {
        return partialBytes;
    }

    List<Reply<Done>> closeReplies() {
        return closeReplies;
    }

    boolean isConnected() {
        return outputOpen || input != Input.ENDED;
    }

    boolean isWritable() {
        return outputOpen && !closing;
    }

    boolean isClosing() {
        return closing;
    }

    /** Its client has closed its sending side and can still be written to. */
    boolean isLingering() {
        return input == Input.ENDED && isWritable();
    }

    boolean isOver() {
        return !isConnected() && end == End.DELIVERED && outstanding == 0 && returned.isEmpty();
    }

    boolean hasSomethingToDeliver() {
        return end == End.DUE || !queue.isEmpty() || !returned.isEmpty();
    }

    /** Takes in what was read. */
    void add(UnitBatch units, int newPartialBytes) {
        queue.add(units);
        partialBytes = newPartialBytes;
        input = Input.STALLED;
    }

    void resume() {
        input = Input.READING;
    }

    /** @param isHeard whether anybody is to learn of the end */
    void endInput(Optional<SessionFailure> why, boolean isHeard) {
        input = Input.ENDED;
        end = isHeard ? End.DUE : End.DELIVERED;
        failure = failure.isPresent() ? failure : why;
        partialBytes = 0;
    }

    /** Nobody will receive anything any more. */
    void dropQueued() {
        queue.clear();
        returned.clear();
    }

    void dropPartial() {
        partialBytes = 0;
    }

    void endOutput() {
        outputOpen = false;
    }

    void close() {
        closing = true;
    }

    /** Names the reason why the session is about to be cut. */
    void failWith(SessionFailure why) {
        failure = failure.isPresent() ? failure : Optional.of(why);
        closing = true;
    }

    /** What comes next: units that were returned, else those that nobody has had, else the end. */
    Delivery next(int max) {
        outstanding++;
        var oldest = returned.pollFirstEntry();
        if (oldest != null) {
            return new Delivery(this, oldest.getKey(), part(oldest, max), false);
        }
        if (queue.isEmpty()) {
            end = End.DELIVERED;
            return new Delivery(this, nextIndex, UnitBatch.EMPTY, true);
        }
        var units = queue.take(max);
        long index = nextIndex;
        nextIndex += units.count();
        return new Delivery(this, index, units, false);
    }

    private UnitBatch part(Map.Entry<Long, UnitBatch> oldest, int max) {
        var all = oldest.getValue();
        if (all.count() <= max) {
            return all;
        }
        var front = new UnitBatch(max);
        var rest = new UnitBatch(all.count() - max);
        all.copyTo(front, 0);
        all.copyTo(rest, max);
        returned.put(oldest.getKey() + max, rest);
        return front;
    }

    void consumed() {
        outstanding--;
    }

    void takeBack(Delivery delivery) {
        outstanding--;
        if (delivery.isEnd()) {
            end = End.DUE;
        } else {
            returned.put(delivery.index(), delivery.units());
        }
    }
}
