package dev.vellamo.io.streams;

import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.wire.WireFault;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the link told of a stream and the stage has not taken yet. Bounded by the credit of the stream: what is not consumed is
 * not followed by more.
 *
 * <p>The link adds, the stage takes; the stage is woken once, however much there is.
 */
final class StreamEvents implements StreamReceiver {

    /** What a stage is told. */
    sealed interface Event {}

    record Received(MessageBatch batch) implements Event {}

    enum Closed implements Event {
        INSTANCE
    }

    enum Writable implements Event {
        INSTANCE
    }

    record Cancelled(String reason) implements Event {}

    record Failed(WireFault fault) implements Event {}

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Runnable waker;

    /** Someone takes from now on. */
    void attach(Runnable waker) {
        this.waker = waker;
        wakeUp();
    }

    /** The stage is awake: what is added from now on wakes it again. */
    void awake() {
        woken.set(false);
    }

    @Nullable
    Event poll() {
        return events.poll();
    }

    @Override
    public void received(MessageBatch batch) {
        events.add(new Received(batch));
    }

    @Override
    public void wakeUp() {
        var stage = waker;
        if (stage != null && !events.isEmpty() && woken.compareAndSet(false, true)) {
            stage.run();
        }
    }

    @Override
    public void closed() {
        add(Closed.INSTANCE);
    }

    @Override
    public void cancelled(String reason) {
        add(new Cancelled(reason));
    }

    @Override
    public void failed(WireFault fault) {
        add(new Failed(fault));
    }

    @Override
    public void writable() {
        add(Writable.INSTANCE);
    }

    private void add(Event event) {
        events.add(event);
        wakeUp();
    }
}
