package dev.vellamo.io.streams;

import dev.vellamo.io.link.LinkException;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One stream as a stage: what goes in goes to the other side, what comes out comes from it. An element is a message.
 *
 * <ul>
 *   <li>emits a message that came, when there is demand; it counts as consumed then, and lets the other side send more
 *   <li>backpressures while the stream's queue of the link is full: the other side, or the connection, takes nothing
 *   <li>completes its output when the other side has closed its direction; input that completes closes this one
 *   <li>cancels its input when the other side wants no more
 *   <li>when its output is cancelled, the other side is told and the input goes on; if that or the input fails, or the stage
 *       is stopped early, both directions end and the other side is told why
 *   <li>fails with {@link LinkException} if the stream fails, after what came before; a direction that the other side had closed
 *       completes all the same, and only the input is cancelled
 * </ul>
 */
final class StreamLogic extends GraphStageLogic implements InHandler, OutHandler {

    /**
     * Messages are handed over in batches of this size, or when there are no more at the moment. A small part of what may wait
     * in the link, so that there is always something to write while the next batch is made.
     */
    private static final int BATCH_BYTES = 64 << 10;

    /** What a message costs beside its bytes, for the size of a batch: as much as where it waits. */
    private static final int MESSAGE_COST = 256;

    /** What is consumed is said at the end of each batch that came, and at least this often. */
    private static final int REPORT_BYTES = 32 << 10;

    private final FlowShape<ByteString, ByteString> shape;
    private final StreamEnd end;
    private final AsyncCallback<Done> events = createAsyncCallback(done -> takeEvents());
    private final AsyncCallback<Done> later = createAsyncCallback(done -> sendLater());

    private List<Payload> batch = new ArrayList<>();
    private int batchBytes;
    private boolean sendsLater;
    private boolean hasRoom = true;

    private final ArrayDeque<MessageBatch> backlog = new ArrayDeque<>();
    private @Nullable MessageBatch current;
    private int next;
    private long consumed;
    private boolean isClosed;
    private @Nullable WireFault failure;

    StreamLogic(FlowShape<ByteString, ByteString> shape, StreamEnd end) {
        super(shape);
        this.shape = shape;
        this.end = end;
        setHandler(shape.in(), this);
        setHandler(shape.out(), this);
    }

    @Override
    public void preStart() {
        end.begin();
        end.events().attach(() -> events.invoke(Done.getInstance()));
        pull(shape.in());
    }

    @Override
    public void onPush() {
        var bytes = grab(shape.in());
        batch.add(Payload.bytes(bytes.toArrayUnsafe()));
        batchBytes += bytes.length() + MESSAGE_COST;
        if (batchBytes >= BATCH_BYTES) {
            send();
        } else if (!sendsLater) {
            sendsLater = true;
            later.invoke(Done.getInstance());
        }
        pullIfRoom();
    }

    /** All that was there at once is in the batch now. */
    private void sendLater() {
        sendsLater = false;
        send();
        // An earlier send may have found no room, and this one does: then nobody else says so.
        pullIfRoom();
    }

    private void send() {
        if (!batch.isEmpty()) {
            var sent = batch;
            batch = new ArrayList<>(sent.size());
            batchBytes = 0;
            hasRoom = stream().send(sent);
        }
    }

    private void pullIfRoom() {
        if (hasRoom && !isClosed(shape.in()) && !hasBeenPulled(shape.in())) {
            pull(shape.in());
        }
    }

    @Override
    public void onUpstreamFinish() {
        send();
        stream().close();
        stopIfOver();
    }

    @Override
    public void onUpstreamFailure(Throwable cause) {
        end.abort(new WireFault(WireError.APPLICATION, String.valueOf(cause.getMessage())));
        failStage(cause);
    }

    @Override
    public void onPull() {
        emit();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
        if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
            drop();
            stream().cancel("its reader wants no more");
            stopIfOver();
        } else {
            end.abort(new WireFault(WireError.APPLICATION, String.valueOf(cause.getMessage())));
            failStage(cause);
        }
    }

    private void drop() {
        if (current != null) {
            for (int i = next; i < current.size(); i++) {
                consumed += current.charge(i);
            }
            current = null;
        }
        backlog.forEach(dropped -> consumed += dropped.charge());
        backlog.clear();
        stream().consumed(consumed);
        consumed = 0;
    }

    private void takeEvents() {
        end.events().awake();
        for (var event = end.events().poll();
                event != null;
                event = end.events().poll()) {
            take(event);
        }
        if (isAvailable(shape.out())) {
            emit();
        } else {
            endOutput();
        }
    }

    private void take(StreamEvents.Event event) {
        if (event instanceof StreamEvents.Received received) {
            receive(received.batch());
        } else if (event instanceof StreamEvents.Failed failed) {
            // The first one says why; what follows from it says less. What the other side has closed is whole already.
            failure = failure == null && !isClosed ? failed.fault() : failure;
            cancelInput(new LinkException(failed.fault()));
        } else if (event instanceof StreamEvents.Cancelled) {
            cancelInput(SubscriptionWithCancelException.NoMoreElementsNeeded$.MODULE$);
        } else if (event == StreamEvents.Writable.INSTANCE) {
            hasRoom = true;
            pullIfRoom();
        } else {
            isClosed = true;
        }
    }

    private void receive(MessageBatch came) {
        if (isClosed(shape.out())) {
            stream().consumed(came.charge());
        } else if (current == null) {
            current = came;
            next = 0;
        } else {
            backlog.add(came.compacted());
        }
    }

    private void emit() {
        var from = current;
        if (from == null) {
            endOutput();
            return;
        }
        push(shape.out(), ByteString.fromArrayUnsafe(from.array(next), from.offset(next), from.length(next)));
        consumed += from.charge(next);
        next++;
        if (next == from.size()) {
            current = backlog.poll();
            next = 0;
        }
        if (next == 0 || consumed >= REPORT_BYTES) {
            stream().consumed(consumed);
            consumed = 0;
        }
        endOutput();
    }

    private void endOutput() {
        if (current != null) {
            return;
        }
        if (failure != null) {
            failStage(new LinkException(failure));
        } else if (isClosed) {
            complete(shape.out());
            stopIfOver();
        }
    }

    private void cancelInput(Throwable cause) {
        batch.clear();
        cancel(shape.in(), cause);
        stopIfOver();
    }

    private void stopIfOver() {
        if (isClosed(shape.in()) && isClosed(shape.out())) {
            end.finished();
        }
    }

    @Override
    public void postStop() {
        end.stopped();
    }

    private LinkStream stream() {
        return end.stream();
    }
}
