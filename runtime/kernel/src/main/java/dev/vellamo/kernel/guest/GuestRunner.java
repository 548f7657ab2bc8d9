package dev.vellamo.kernel.guest;

import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.GuestException;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a heap whose engine is in a guest: each delivery is a frame on a stream of the guest's link, and each write set one
 * back.
 *
 * <p>Deliveries are encoded and sent on the pool, as many as the stream has room for; the rest waits here. What comes back is
 * submitted on the thread that read it. When the link ends, what the guest ran is brought again ({@link Entry.PlaceDied}).
 *
 * <pre>
 *   entering --link--> open --close--> closing --the guest let go, or died--> closed
 *      |                 +---the guest died---> gone --close-------------------^
 *      +--no link--> gone
 * </pre>
 */
public final class GuestRunner extends VatRunner implements HeapReceiver.Heap {

    private static final Logger LOG = LoggerFactory.getLogger(VatRunner.class);

    private static final InvocationContext RUN = InvocationContext.of("vat", "run");

    private static final InvocationContext INTERRUPT = InvocationContext.of("vat", "interrupt");

    /** Heaps of one kernel, so that each is known to its guest by a name of its own. */
    private static final AtomicLong HEAPS = new AtomicLong();

    /** Deliveries that are encoded in a row before others get the thread. */
    private static final int TURN = 64;

    /** What a vat is to be, read where that may block. */
    @FunctionalInterface
    public interface Code {
        CompletionStage<ToVat.Load> read();
    }

    private final GuestPlace place;
    private final Code code;
    private final GuestDeliveries deliveries;
    private final DeliveryClock clock;

    /** What the guest knows this heap by. */
    private final Payload id;

    /** The owner is told of the first thing only that keeps the vat from starting. */
    private final AtomicBoolean isRefused = new AtomicBoolean();

    private final AtomicBoolean isPlaceDead = new AtomicBoolean();

    // Guarded by this.
    private @Nullable GuestLink link;
    private @Nullable LinkStream stream;
    private @Nullable Fault gone;
    private boolean isClosing;
    private boolean isClosed;
    private boolean isGivenUp;

    public GuestRunner(Subject subject, GuestPlace place, Code code, VatSite site, Owner owner) {
        super(subject, site, owner);
        this.place = place;
        this.code = code;
        this.id = Payload.text(vat().id() + "." + HEAPS.incrementAndGet());
        this.deliveries = new GuestDeliveries(TURN, task -> site.pool().runNext(task), this::unsendable);
        this.clock = new DeliveryClock(
                deliveries, Duration.ofNanos(deliveryTimeoutNanos()), site.timers(), this::missedDeadline);
    }

    @Override
    public int queued() {
        return deliveries.size();
    }

    @Override
    public void start() {
        place.enter().thenCombine(code.read(), this::open).exceptionally(failure -> {
            refuse(failure);
            return null;
        });
    }

    private @Nullable Void open(GuestLink entered, ToVat.Load load) {
        var opened = entered.link().open(Invocation.of(RUN, id), new HeapReceiver(this));
        boolean isWanted;
        synchronized (this) {
            isWanted = !isClosing && gone == null;
            if (isWanted) {
                link = entered;
                stream = opened;
            }
        }
        if (isWanted) {
            deliveries.add(new GuestDeliveries.Item(GuestDeliveries.LOAD, "loading its code", load));
            deliveries.sendOn(opened::send);
        } else {
            opened.release();
        }
        return null;
    }

    @Override
    protected void begin(VatState state) {
        deliveries.add(new GuestDeliveries.Item(0, "root", new ToVat.Start(state)));
        Fault already;
        synchronized (this) {
            already = gone;
        }
        if (already != null) {
            placeDied(already);
        }
        clock.watch();
    }

    @Override
    public void deliver(long number, Delivery delivery) {
        var label = delivery instanceof Delivery.Message message ? "\"" + message.method() + "\"" : "a continuation";
        deliveries.add(new GuestDeliveries.Item(number, label, new ToVat.Deliver(number, delivery)));
        clock.watch();
    }

    // What the guest says

    @Override
    public void on(FromVat frame) {
        if (frame instanceof FromVat.Result result) {
            requireDue(result.number());
            onResult(result.number(), result.result());
        } else if (frame instanceof FromVat.Wake) {
            wake();
        } else {
            requireDue(GuestDeliveries.LOAD);
            if (frame instanceof FromVat.NotLoaded refused) {
                refuse(new VatException(notLoaded(refused.reason())));
            } else {
                attach();
            }
        }
    }

    /** What is not found in a guest may well be there in the kernel's own JVM. */
    private Fault notLoaded(Fault reason) {
        if (!reason.is(ErrorCode.VAT_CODE_NOT_FOUND)) {
            return reason;
        }
        var entered = link();
        var guest = entered == null ? "" : entered.guest();
        var text =
                reason.message() + " A guest has a class path of its own: add the jar or directory to \"classPath\" of"
                        + " guest \"" + guest + "\"";
        return new Fault(reason.code(), reason.type(), text, reason.cause());
    }

    private void requireDue(long number) {
        if (!deliveries.ended(number) && !isClosing()) {
            throw new GuestException(
                    WireError.PROTOCOL, "the guest answered delivery " + number + ", and another one is due");
        }
    }

    private void onResult(long number, CrankResult result) {
        if (isOver()) {
            return;
        }
        if (number == 0) {
            started(result);
        } else {
            submit(number, result);
        }
    }

    @Override
    public void consumed(long charge) {
        stream().consumed(charge);
    }

    @Override
    public void abort(WireFault reason) {
        stream().abort(reason);
    }

    @Override
    public void writable() {
        deliveries.writable();
    }

    private synchronized LinkStream stream() {
        if (stream == null) {
            throw new IllegalStateException("vat " + vat().label() + " hears of a guest that it did not enter");
        }
        return stream;
    }

    /** A frame cannot be sent: too large, or what is in it has no form that can. */
    private void unsendable(GuestDeliveries.Item item, GuestException problem) {
        var text = "vat " + vat().label() + ": " + item.label() + " cannot be brought to its guest: "
                + problem.getMessage();
        var fault =
                Fault.of(problem.code() == WireError.TOO_LARGE ? ErrorCode.LIMIT_REACHED : ErrorCode.VAT_FAILED, text);
        if (item.number() == GuestDeliveries.LOAD) {
            refuse(new VatException(fault));
        } else {
            fail(item.number(), fault);
        }
    }

    // The end

    private void refuse(Throwable reason) {
        if (isRefused.compareAndSet(false, true)) {
            owner().failedToStart(reason);
        }
    }

    private void placeDied(Fault reason) {
        if (isPlaceDead.compareAndSet(false, true)) {
            submit(new Entry.PlaceDied(vat(), incarnation(), reason));
        }
    }

    @Override
    public void over(Fault reason) {
        boolean wasAsked;
        LinkStream ended;
        synchronized (this) {
            if (gone != null) {
                return;
            }
            gone = reason;
            ended = stream;
            wasAsked = isClosing;
        }
        deliveries.stop();
        clock.stop();
        if (ended != null) {
            ended.release();
        }
        if (wasAsked) {
            closed();
        } else if (isAttached()) {
            placeDied(reason);
        } else {
            refuse(new VatException(reason));
        }
    }

    @Override
    public void close() {
        LinkStream open;
        boolean isGone;
        synchronized (this) {
            isClosing = true;
            open = stream;
            isGone = gone != null || open == null;
        }
        deliveries.stop();
        clock.stop();
        if (isGone) {
            closed();
        } else if (open != null) {
            open.close();
        }
    }

    private void closed() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        owner().closed();
    }

    private void missedDeadline(GuestDeliveries.Item late) {
        var text = "vat " + vat().label() + ": " + late.label() + " did not end within "
                + Duration.ofNanos(deliveryTimeoutNanos()).toMillis() + " ms in its guest";
        disregard();
        interrupt();
        fail(late.number(), Fault.of(ErrorCode.DEADLINE_EXCEEDED, text));
    }

    /** Interrupts its code; once that was done or the heap is closing the whole guest is killed: nothing else ends it. */
    @Override
    public void giveUp() {
        GuestLink entered;
        boolean isLast;
        synchronized (this) {
            entered = link;
            isLast = isGivenUp || isClosing;
            isGivenUp = true;
        }
        if (entered == null) {
            return;
        }
        if (isLast) {
            entered.kill("vat " + vat().label() + " did not let go in time");
            return;
        }
        interrupt();
        if (!isAttached()) {
            refuse(new VatException(ErrorCode.DEADLINE_EXCEEDED, "loading its code did not end in time in its guest"));
        }
    }

    private synchronized boolean isClosing() {
        return isClosing;
    }

    private synchronized @Nullable GuestLink link() {
        return link;
    }

    private void interrupt() {
        var entered = link();
        if (entered != null) {
            // Nothing depends on the answer: what counts is that the guest lets go of the vat.
            entered.link().request(false, Invocation.of(INTERRUPT, id)).answer().exceptionally(failure -> {
                LOG.debug("vat {} could not be interrupted in its guest", vat().label(), failure);
                return Payload.EMPTY;
            });
        }
    }
}
