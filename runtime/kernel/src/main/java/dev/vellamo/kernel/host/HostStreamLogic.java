package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.HostStream;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.SendCredit;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What one {@link HostStreamStage} does. Messages that arrive together leave together, as one entry of the order. */
final class HostStreamLogic extends GraphStageLogic implements InHandler, OutHandler {

    private final FlowShape<ByteString, ByteString> shape;
    private final HostStreams streams;
    private final HostStreamStage.Wanted wanted;
    private final SendCredit credit = new SendCredit(StreamLimits.WINDOW_BYTES);
    private final HostStreamInbox inbox = new HostStreamInbox();

    /**
     * What the vat said and was not dealt with. Callbacks of Pekko come in the order of their calls only if all calls are made
     * outside the stream's own thread, and the total order may be applied on that as well.
     */
    private final Queue<StreamSignal> heard = new ConcurrentLinkedQueue<>();

    private final HostStream.Listener listener;
    private final HostStream stream;
    private final AsyncCallback<Done> flush;
    private final AsyncCallback<Resolved> resolved;
    private List<Bytes> batch = new ArrayList<>();
    private boolean isFlushDue;
    private boolean isOpened;

    /** Upstream has completed, or the vat reads no more. */
    private boolean sendsNoMore;

    /** The vat has closed, or downstream has cancelled. */
    private boolean readsNoMore;

    /** What keeps a target that a promise resolved to usable. */
    @SuppressWarnings("unused") // that it is reachable is its use
    private @Nullable Object lease;

    /** How the promise of a target settled, and what keeps that usable. */
    private record Resolved(
            KernelSettlement settlement, @Nullable Object lease) {}

    HostStreamLogic(FlowShape<ByteString, ByteString> shape, HostStreams streams, HostStreamStage.Wanted wanted) {
        super(shape);
        this.shape = shape;
        this.streams = streams;
        this.wanted = wanted;
        var woken = createAsyncCallback((Done done) -> hearAll());
        this.listener = signal -> {
            heard.add(signal);
            woken.invoke(Done.getInstance());
        };
        this.stream = new HostStream(listener);
        this.flush = createAsyncCallback(done -> flush());
        this.resolved = createAsyncCallback(this::resolved);
        setHandlers(shape.in(), shape.out(), this);
    }

    @Override
    public void preStart() {
        streams.begin(listener);
        if (wanted.target() instanceof KernelPromise promise) {
            streams.watch(
                    promise,
                    (settlement, granted) -> resolved.invoke(
                            new Resolved(settlement, streams.host().keep(granted))));
        } else {
            open((KernelObject) wanted.target());
        }
        pullOn();
    }

    private void resolved(Resolved target) {
        lease = target.lease();
        try {
            open(HostStreams.objectIn(target.settlement(), wanted.opening().method()));
            flush();
        } catch (VatException e) {
            failStage(e);
        }
    }

    private void open(KernelObject target) {
        isOpened = true;
        streams.open(stream, target, wanted.opening());
    }

    // To the vat

    @Override
    public void onPush() {
        var element = grab(shape.in());
        if (element.size() > StreamLimits.MAX_MESSAGE_BYTES) {
            fail(new VatException(
                    ErrorCode.LIMIT_REACHED,
                    "an element of " + element.size() + " bytes is over the limit MAX_MESSAGE_BYTES of "
                            + StreamLimits.MAX_MESSAGE_BYTES));
            return;
        }
        var message = Bytes.of(element.toArray());
        credit.charge(StreamLimits.chargeOf(message));
        batch.add(message);
        if (!isFlushDue) {
            isFlushDue = true;
            flush.invoke(Done.getInstance());
        }
        pullOn();
    }

    private void pullOn() {
        if (credit.isOpen() && !hasBeenPulled(shape.in()) && !isClosed(shape.in())) {
            pull(shape.in());
        }
    }

    private void flush() {
        isFlushDue = false;
        if (!isOpened) {
            return;
        }
        if (!batch.isEmpty()) {
            var messages = batch;
            batch = new ArrayList<>();
            streams.say(stream, new StreamSignal.Data(messages));
        }
        if (isClosed(shape.in()) && !sendsNoMore) {
            sendsNoMore = true;
            streams.say(stream, new StreamSignal.Close());
        }
    }

    @Override
    public void onUpstreamFinish() {
        flush();
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
        fail(failure);
    }

    /** Both directions end, because of this end. */
    private void fail(Throwable failure) {
        end(Faults.of(failure));
        failStage(failure);
    }

    private void end(Fault reason) {
        if (isOpened && !(sendsNoMore && readsNoMore)) {
            streams.say(stream, new StreamSignal.Failed(reason));
        }
        sendsNoMore = true;
        readsNoMore = true;
    }

    // From the vat

    private void hearAll() {
        for (var signal = heard.poll(); signal != null; signal = heard.poll()) {
            hear(signal);
        }
    }

    private void hear(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            receive(data.messages());
        } else if (signal instanceof StreamSignal.Credit total) {
            credit.grant(total.totalBytes());
            pullOn();
        } else if (signal instanceof StreamSignal.Close) {
            readsNoMore = true;
            emit();
        } else if (signal instanceof StreamSignal.Cancel cancel) {
            batch.clear();
            sendsNoMore = true;
            cancel(
                    shape.in(),
                    new VatException(ErrorCode.STREAM_CANCELLED, "the vat reads no more: " + cancel.reason()));
        } else if (signal instanceof StreamSignal.Failed failed) {
            failed(new VatException(failed.reason()));
        }
    }

    private void receive(List<Bytes> messages) {
        if (!readsNoMore) {
            inbox.add(messages);
            emit();
        }
    }

    /** What the vat had closed before is whole. */
    private void failed(VatException reason) {
        sendsNoMore = true;
        if (readsNoMore && !isClosed(shape.out())) {
            cancel(shape.in(), reason);
            emit();
        } else {
            readsNoMore = true;
            failStage(reason);
        }
    }

    @Override
    public void onPull() {
        emit();
    }

    private void emit() {
        if (isAvailable(shape.out()) && !inbox.isEmpty()) {
            var message = inbox.remove();
            push(shape.out(), ByteString.fromArrayUnsafe(message.array(), message.offset(), message.length()));
            grant();
        }
        if (readsNoMore && inbox.isEmpty() && !isClosed(shape.out())) {
            complete(shape.out());
        }
    }

    private void grant() {
        var total = readsNoMore ? 0 : inbox.takeGrant();
        if (total > 0) {
            streams.say(stream, new StreamSignal.Credit(total));
        }
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
        inbox.clear();
        if (!readsNoMore) {
            readsNoMore = true;
            if (isOpened) {
                streams.say(stream, new StreamSignal.Cancel("the flow's downstream has finished"));
            }
        }
    }

    @Override
    public void postStop() {
        streams.end(listener);
        end(Fault.of(ErrorCode.STREAM_CANCELLED, "the flow at the host's end of the stream was stopped"));
    }
}
