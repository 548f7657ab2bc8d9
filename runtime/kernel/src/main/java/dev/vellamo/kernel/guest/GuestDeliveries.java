package dev.vellamo.kernel.guest;

import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one heap in a guest is to be brought: what waits until its stream has room, and what is on its way or runs there.
 *
 * <pre>
 *   idle --add--> sending --nothing waits--> idle
 *                   |  ^
 *         no room   v  |  writable
 *                  blocked
 * </pre>
 */
final class GuestDeliveries implements Runnable {

    /** The number of what is loaded: before that of the start, which is 0. */
    static final long LOAD = -1;

    /** Where it is sent: a stream of a link. */
    @FunctionalInterface
    interface Sender {

        /** Returns whether there is room for more; if not, {@link GuestDeliveries#writable} is called once there is. */
        boolean send(List<Payload> messages);
    }

    /** @param label what it is, for messages to people */
    record Item(long number, String label, ToVat frame) {}

    private final int turn;
    private final Executor executor;
    private final BiConsumer<Item, GuestException> unsendable;

    // Guarded by this.
    private final ArrayDeque<Item> waiting = new ArrayDeque<>(4);
    private final ArrayDeque<Item> sent = new ArrayDeque<>(4);
    private @Nullable Sender sender;
    private boolean isSending;
    private boolean isBlocked;
    private boolean hasRoomAgain;
    private long headSinceNanos;

    /**
     * @param turn how many are sent together at most
     * @param executor where they are encoded and sent
     * @param unsendable is told of what cannot be encoded; it was not sent
     */
    GuestDeliveries(int turn, Executor executor, BiConsumer<Item, GuestException> unsendable) {
        this.turn = turn;
        this.executor = executor;
        this.unsendable = unsendable;
    }

    /** What waits and what the guest has not answered. */
    synchronized int size() {
        return waiting.size() + sent.size();
    }

    synchronized void sendOn(Sender opened) {
        sender = opened;
        sendSoon();
    }

    synchronized void add(Item item) {
        waiting.add(item);
        sendSoon();
    }

    private void sendSoon() {
        if (sender != null && !isSending && !isBlocked && !waiting.isEmpty()) {
            isSending = true;
            executor.execute(this);
        }
    }

    synchronized void writable() {
        if (isBlocked) {
            isBlocked = false;
            sendSoon();
        } else {
            hasRoomAgain = true;
        }
    }

    /** Nothing more is sent. */
    synchronized void stop() {
        sender = null;
        waiting.clear();
        sent.clear();
    }

    /** Sends one turn. */
    @Override
    public void run() {
        var items = new ArrayList<Item>(turn);
        var to = take(items);
        var hasRoom = true;
        if (to != null && !items.isEmpty()) {
            hasRoom = to.send(encoded(items));
        }
        sent(hasRoom);
    }

    private synchronized @Nullable Sender take(List<Item> items) {
        hasRoomAgain = false;
        while (items.size() < turn && !waiting.isEmpty()) {
            items.add(waiting.remove());
        }
        return sender;
    }

    private List<Payload> encoded(List<Item> items) {
        var messages = new ArrayList<Payload>(items.size());
        for (var item : items) {
            try {
                messages.addAll(VatFrames.encode(item.frame()));
                note(item);
            } catch (GuestException problem) {
                unsendable.accept(item, problem);
            }
        }
        return messages;
    }

    private synchronized void note(Item item) {
        if (sent.isEmpty()) {
            headSinceNanos = System.nanoTime();
        }
        sent.add(item);
    }

    private synchronized void sent(boolean hasRoom) {
        isSending = false;
        isBlocked = !hasRoom && !hasRoomAgain;
        sendSoon();
    }

    /**
     * The guest has answered the oldest. Returns whether that is the one that it had to be.
     */
    synchronized boolean ended(long number) {
        var head = sent.poll();
        headSinceNanos = System.nanoTime();
        return head != null && head.number() == number;
    }

    /** What the guest runs, or is about to, and since when; it may be idle. */
    synchronized @Nullable Running running() {
        var head = sent.peek();
        return head == null ? null : new Running(head, headSinceNanos);
    }

    /** @param sinceNanos when it was sent, or the one before it was answered */
    record Running(Item item, long sinceNanos) {}
}
