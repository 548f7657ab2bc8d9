package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.ReceiveCredit;
import dev.vellamo.vat.VatException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The direction of a stream in which this vat reads. */
final class StreamInput {

    /** A grant is worth a signal when it opens this much of the window. */
    private static final int GRANT_BYTES = StreamLimits.WINDOW_BYTES / 2;

    private final VatStream stream;
    private final ReceiveCredit credit = new ReceiveCredit(StreamLimits.WINDOW_BYTES);
    private final ArrayDeque<Bytes> queue = new ArrayDeque<>(0);
    private final VatPromise<Void> allRead;
    private @Nullable Function<byte[], @Nullable CompletionStage<?>> reader;

    /** A message is being handled, in this crank or over several. */
    private boolean isBusy;

    private boolean isReading;

    /** The other end sends no more, or is not listened to. */
    private boolean isOver;

    StreamInput(VatStream stream) {
        this.stream = stream;
        this.allRead = stream.promise();
    }

    boolean isOver() {
        return isOver;
    }

    VatPromise<Void> read(Function<byte[], @Nullable CompletionStage<?>> action) {
        if (reader != null) {
            throw new IllegalStateException("the messages of this stream are read already");
        }
        reader = action;
        readOn();
        return allRead;
    }

    void receive(List<Bytes> messages) {
        if (!isOver) {
            messages.forEach(message -> credit.receive(StreamLimits.chargeOf(message)));
            queue.addAll(messages);
            readOn();
        }
    }

    /** Handles what is there, one after the other; not recursive, however much that is. */
    private void readOn() {
        var action = reader;
        if (isReading || action == null) {
            return;
        }
        isReading = true;
        while (!isBusy && !queue.isEmpty()) {
            handle(queue.remove(), action);
        }
        isReading = false;
        if (isOver && !isBusy && queue.isEmpty()) {
            allRead.settle(null, null);
        }
    }

    private void handle(Bytes message, Function<byte[], @Nullable CompletionStage<?>> action) {
        isBusy = true;
        @Nullable CompletionStage<?> stage;
        try {
            stage = action.apply(arrayOf(message));
        } catch (RuntimeException | Error e) {
            notHandled(e);
            return;
        }
        if (stage == null) {
            handled(message);
            return;
        }
        CompletionStage<?> inVat = stream.boundary().adopt(stage);
        inVat.whenComplete((value, failure) -> {
            if (failure == null) {
                handled(message);
                readOn();
            } else {
                notHandled(failure);
            }
        });
    }

    /** Nobody else has the bytes, so they are copied only if they are a part of something. */
    private static byte[] arrayOf(Bytes message) {
        return message.length() == message.array().length ? message.array() : message.copy();
    }

    private void notHandled(Throwable reason) {
        isBusy = false;
        stream.fail(reason);
        drop(reason);
    }

    private void handled(Bytes message) {
        isBusy = false;
        credit.consume(StreamLimits.chargeOf(message));
        var grant = credit.grantable(StreamLimits.WINDOW_BYTES);
        if (!isOver && grant >= GRANT_BYTES) {
            credit.grant(grant);
            stream.say(new StreamSignal.Credit(credit.granted()));
        }
    }

    /** The other end has closed: what is there is all there is. */
    void close() {
        if (!isOver) {
            isOver = true;
            stream.directionEnded();
            readOn();
        }
    }

    void cancel(String reason) {
        if (!isOver) {
            stream.say(new StreamSignal.Cancel(reason));
            drop(new VatException(ErrorCode.STREAM_CANCELLED, "this end of the stream reads no more: " + reason));
            stream.directionEnded();
        }
    }

    /** The stream failed. What the other end had closed before is whole, and is handled all the same. */
    void fail(Throwable reason) {
        if (!isOver) {
            drop(reason);
        }
    }

    private void drop(Throwable reason) {
        isOver = true;
        queue.clear();
        allRead.settle(null, reason);
    }
}
