package dev.vellamo.guest;

import dev.vellamo.io.link.LinkStream;
import dev.vellamo.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one vat has to say and is not sent yet. The results of many fast deliveries go out together; none waits longer than
 * {@link Post#DELAY_NANOS} while another delivery runs. Any thread.
 *
 * <p>Invariant: one thread at a time sends, in order, and holds no lock meanwhile, as it may have to do the link's work for
 * others. A message of the kernel's is given back only after what came of it was sent, so the kernel's window bounds what a
 * guest has in work.
 */
final class Outbox {

    /** More than this is sent at once, and is not added to while the kernel takes nothing: one frame of the link. */
    private static final int MAX_HELD_BYTES = 64 << 10;

    private final LinkStream stream;

    // Guarded by this.
    private List<Payload> held = new ArrayList<>();
    private long heldBytes;
    private long charge;
    private long sinceNanos;
    private boolean hasRoom = true;
    private boolean isSending;
    private boolean isWatched;
    private boolean isClosing;
    private boolean isClosed;

    private volatile boolean isOpen = true;

    /** What is sent in one go, and what is given back after it. */
    private record Batch(List<Payload> parcels, long charge) {}

    Outbox(LinkStream stream) {
        this.stream = stream;
    }

    /**
     * Keeps what is to be sent.
     *
     * @param used what is to be given back of the kernel's messages
     */
    synchronized void add(List<Payload> parcels, long used) {
        if (held.isEmpty()) {
            sinceNanos = System.nanoTime();
        }
        held.addAll(parcels);
        parcels.forEach(parcel -> heldBytes += parcel.length());
        charge += used;
        isOpen = hasRoom || heldBytes < MAX_HELD_BYTES;
    }

    /** Whether the vat may go on: not if more is held than may be while the kernel takes nothing. */
    boolean isOpen() {
        return isOpen;
    }

    /** Before another delivery, which may take long. Returns whether somebody has to call {@link #flushWatched} soon. */
    boolean holds() {
        if (isDue()) {
            flush();
        }
        synchronized (this) {
            var first = !held.isEmpty() && !isWatched;
            isWatched |= first;
            return first;
        }
    }

    private synchronized boolean isDue() {
        return !held.isEmpty() && (heldBytes >= MAX_HELD_BYTES || System.nanoTime() - sinceNanos >= Post.DELAY_NANOS);
    }

    /** It was watched, and the time is over. */
    void flushWatched() {
        synchronized (this) {
            isWatched = false;
        }
        flush();
    }

    /** Sends what is held, if the kernel takes it and no other thread is about to do that. */
    void flush() {
        for (var batch = take(); batch != null; batch = take()) {
            var room = batch.parcels().isEmpty() || stream.send(batch.parcels());
            if (batch.charge() > 0) {
                stream.consumed(batch.charge());
            }
            sent(room);
        }
        if (isDrained()) {
            stream.close();
            stream.whenOver(stream::release);
        }
    }

    /** Sends what is held, room or not, then ends this side's half, and lets go of the stream when both have ended. */
    void close() {
        synchronized (this) {
            isClosing = true;
        }
        flush();
    }

    private synchronized boolean isDrained() {
        var drained = isClosing && !isSending && !isClosed && held.isEmpty();
        isClosed |= drained;
        return drained;
    }

    private synchronized @Nullable Batch take() {
        if (isSending || !(hasRoom || isClosing) || (held.isEmpty() && charge == 0)) {
            return null;
        }
        var batch = new Batch(held, charge);
        held = new ArrayList<>();
        heldBytes = 0;
        charge = 0;
        isSending = true;
        hasRoom = false;
        isOpen = true;
        return batch;
    }

    /** If there was no room, {@link #writable} may have said since that there is. */
    private synchronized void sent(boolean room) {
        isSending = false;
        hasRoom |= room;
    }

    /** There is room again. */
    void writable() {
        synchronized (this) {
            hasRoom = true;
            isOpen = true;
        }
        flush();
    }
}
