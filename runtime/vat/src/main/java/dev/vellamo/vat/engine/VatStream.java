package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.PendingSignals;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One end of a stream, in a vat.
 *
 * <pre>
 *   wanted --opened--> open --both directions end--> over
 *     |                                               ^
 *     +---------------------fail----------------------+
 * </pre>
 */
final class VatStream implements StreamHandle {

    private final VatStreams streams;
    private final StreamOutput output;
    private final StreamInput input;
    private final PendingSignals signals = new PendingSignals();
    private final VatPromise<Void> ended;

    /** What the kernel calls it; 0 as long as it is not opened. */
    private long number;

    private boolean isTalking;

    VatStream(VatStreams streams) {
        this.streams = streams;
        this.output = new StreamOutput(this);
        this.input = new StreamInput(this);
        this.ended = promise();
    }

    void opened(long itsNumber) {
        number = itsNumber;
        output.opened();
        if (!signals.isEmpty()) {
            talk();
        }
    }

    boolean isOver() {
        return ended.isDone();
    }

    // For its two directions

    VatBoundary boundary() {
        return streams.boundary();
    }

    <T> VatPromise<T> promise() {
        return new VatPromise<>(streams.boundary());
    }

    void say(StreamSignal signal) {
        signals.add(signal);
        talk();
    }

    void say(Bytes message) {
        signals.add(message);
        talk();
    }

    private void talk() {
        if (!isTalking && number != 0) {
            isTalking = true;
            streams.talks(this);
        }
    }

    void sayAll(Crank crank) {
        isTalking = false;
        signals.drainTo(signal -> crank.add(new Effect.SignalStream(number, signal)));
    }

    /** A direction has ended: perhaps it was the last. */
    void directionEnded() {
        if (output.isOver() && input.isOver() && !isOver()) {
            streams.forget(number);
            ended.settle(null, null);
        }
    }

    /** Ends it here, because of this end, and tells the other. */
    void fail(Throwable reason) {
        streams.boundary().crank().abortIfFatal(reason);
        if (!isOver()) {
            say(new StreamSignal.Failed(Faults.of(reason)));
            failHere(reason);
        }
    }

    /** Ends it here only. */
    void failHere(Throwable reason) {
        if (!isOver()) {
            streams.forget(number);
            ended.settle(null, reason);
            output.end(reason);
            input.fail(reason);
        }
    }

    // What the other end says

    void hear(StreamSignal signal) {
        if (signal instanceof StreamSignal.Data data) {
            input.receive(data.messages());
        } else if (signal instanceof StreamSignal.Credit credit) {
            output.grant(credit.totalBytes());
        } else if (signal instanceof StreamSignal.Close) {
            input.close();
        } else if (signal instanceof StreamSignal.Cancel cancel) {
            signals.dropMessages();
            output.end(new VatException(
                    ErrorCode.STREAM_CANCELLED, "the other end of the stream reads no more: " + cancel.reason()));
        } else if (signal instanceof StreamSignal.Failed failed) {
            failHere(new VatException(failed.reason()));
        }
    }

    // The author's side

    @Override
    public Promise<Void> forEach(Consumer<byte[]> action) {
        Objects.requireNonNull(action, "action");
        requireInside("reading a stream");
        return input.read(message -> {
            action.accept(message);
            return null;
        });
    }

    @Override
    public Promise<Void> forEachAsync(Function<byte[], ? extends CompletionStage<?>> action) {
        Objects.requireNonNull(action, "action");
        requireInside("reading a stream");
        return input.read(message -> Objects.requireNonNull(
                action.apply(message),
                "the action of forEachAsync returned null; forEach is for those without a stage"));
    }

    @Override
    public Promise<Void> write(byte[] message) {
        requireInside("writing to a stream");
        return output.write(Bytes.of(message.clone()));
    }

    @Override
    public Promise<Void> write(String message) {
        requireInside("writing to a stream");
        return output.write(Bytes.utf8(message));
    }

    @Override
    public boolean isWritable() {
        requireInside("asking a stream");
        return output.isWritable();
    }

    @Override
    public void close() {
        requireInside("closing a stream");
        output.close();
    }

    @Override
    public void cancel(String reason) {
        requireInside("cancelling a stream");
        input.cancel(Objects.requireNonNull(reason, "reason"));
    }

    @Override
    public void fail(String code, String message) {
        requireInside("failing a stream");
        fail(new VatException(new Fault(code, null, message, null)));
    }

    @Override
    public Promise<Void> ended() {
        return ended;
    }

    private void requireInside(String what) {
        streams.boundary().crank().requireInside(what);
    }

    @Override
    public String toString() {
        return "StreamHandle[" + (number == 0 ? "not opened yet" : String.valueOf(number)) + "]";
    }
}
