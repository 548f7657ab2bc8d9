package dev.vellamo.guest;

import static java.util.Objects.requireNonNull;

import dev.vellamo.guest.frame.FrameAssembly;
import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.wire.WireFault;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One heap of a vat in this process: its stream, its mailbox, and when it runs. What it runs is {@link HeapWork}.
 *
 * <pre>
 *   link threads --batches--> mailbox --one message at a time, on one thread--> HeapWork --> Outbox --> stream
 *
 *   running --the kernel's half closed, cancelled, failed, or a frame that breaks the rules--> letting go --> over
 * </pre>
 *
 * <p>Letting go: what runs may end, and what came of it is sent; what waits is skipped; then the engine is closed, then this
 * side's half of the stream. Invariant: code of the vat is on at most one thread at a time, and on none after that.
 */
final class HostedVat implements StreamReceiver, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(HostedVat.class);

    private final LinkStream stream;
    private final VatPlace place;
    private final Runnable over;
    private final Outbox outbox;
    private final HeapWork work;
    private final FrameAssembly<ToVat> assembly = VatFrames.toVat();

    // Guarded by this.
    private final ArrayDeque<MessageBatch> mailbox = new ArrayDeque<>();
    private int next;
    private boolean isScheduled;
    private boolean isLettingGo;

    /** @param over is run when nothing of it runs any more */
    HostedVat(LinkStream stream, VatPlace place, Runnable over) {
        this.stream = stream;
        this.place = place;
        this.over = over;
        this.outbox = new Outbox(stream);
        this.work = new HeapWork(place, this::wake);
    }

    // The receiver: on threads of the link

    @Override
    public synchronized void received(MessageBatch batch) {
        if (isLettingGo) {
            stream.consumed(batch.charge());
        } else {
            mailbox.add(isScheduled ? batch.compacted() : batch);
            schedule();
        }
    }

    @Override
    public void closed() {
        letGo();
    }

    @Override
    public void cancelled(String reason) {
        letGo();
        work.interrupt();
    }

    @Override
    public void failed(WireFault fault) {
        LOG.debug("the stream of {} failed: {}", work, fault);
        letGo();
        work.interrupt();
    }

    @Override
    public void writable() {
        outbox.writable();
        synchronized (this) {
            schedule();
        }
    }

    /** Interrupts what runs. */
    void interrupt() {
        work.interrupt();
    }

    private synchronized void letGo() {
        isLettingGo = true;
        schedule();
    }

    private synchronized void schedule() {
        if (!isScheduled) {
            isScheduled = true;
            place.threads().execute(this);
        }
    }

    /** Asked by any thread, an author's too. */
    private void wake() {
        place.post().soon(() -> {
            outbox.add(VatFrames.encode(new FromVat.Wake()), 0);
            outbox.flush();
        });
    }

    // On the vat's thread

    @Override
    public void run() {
        do {
            while (mayRun()) {
                if (outbox.holds()) {
                    place.post().watch(outbox);
                }
                runNext();
            }
            outbox.flush();
        } while (!rests());
    }

    private synchronized boolean mayRun() {
        return !isLettingGo && !mailbox.isEmpty() && outbox.isOpen();
    }

    /** Returns whether nothing is left to do for now. */
    private boolean rests() {
        synchronized (this) {
            if (!isLettingGo) {
                isScheduled = mayRun();
                return !isScheduled;
            }
            // It stays scheduled, so it never runs again.
            mailbox.clear();
        }
        work.close();
        over.run();
        outbox.close();
        return true;
    }

    private void runNext() {
        MessageBatch batch;
        int index;
        synchronized (this) {
            batch = requireNonNull(mailbox.peek());
            index = next++;
            if (next == batch.size()) {
                mailbox.remove();
                next = 0;
            }
        }
        try {
            take(assembly.add(batch.array(index), batch.offset(index), batch.length(index)), batch.charge(index));
        } catch (GuestException refused) {
            LOG.warn("{} is let go of: {}", work, refused.getMessage());
            stream.abort(refused.fault());
            letGo();
        }
    }

    private void take(@Nullable ToVat frame, int charge) {
        if (frame == null) {
            // A part of a long frame, which might never be whole if it had to wait for that.
            stream.consumed(charge);
        } else {
            outbox.add(work.answer(frame), charge);
        }
    }

    @Override
    public String toString() {
        return work.toString();
    }
}
