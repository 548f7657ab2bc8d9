package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.crank.StreamLimits;
import dev.vellamo.protocol.crank.StreamSignal;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.SendCredit;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The direction of a stream in which this vat writes. */
final class StreamOutput {

    /** A message that waits for credit. */
    private record Waiting(Bytes message, VatPromise<Void> sent) {}

    private final VatStream stream;
    private final SendCredit credit = new SendCredit(StreamLimits.WINDOW_BYTES);
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>(0);
    private long waitingBytes;
    private boolean isOpened;

    /** The author has closed; the other end hears it once nothing waits any more. */
    private boolean isClosing;

    /** Why nothing can be written any more, or {@code null} while something can. */
    private @Nullable Throwable end;

    private boolean isOver;

    StreamOutput(VatStream stream) {
        this.stream = stream;
    }

    boolean isOver() {
        return isOver;
    }

    boolean isWritable() {
        return end == null && isOpened && queue.isEmpty() && credit.isOpen();
    }

    VatPromise<Void> write(Bytes message) {
        VatPromise<Void> sent = stream.promise();
        var refusal = end != null ? end : tooMuch(message);
        if (refusal != null) {
            sent.settle(null, refusal);
        } else if (isWritable()) {
            send(message);
            sent.settle(null, null);
        } else {
            queue.add(new Waiting(message, sent));
            waitingBytes += StreamLimits.chargeOf(message);
        }
        return sent;
    }

    private @Nullable Throwable tooMuch(Bytes message) {
        if (message.length() > StreamLimits.MAX_MESSAGE_BYTES) {
            return new VatException(
                    ErrorCode.LIMIT_REACHED,
                    "a message of " + message.length() + " bytes is over the limit MAX_MESSAGE_BYTES of "
                            + StreamLimits.MAX_MESSAGE_BYTES);
        }
        if (waitingBytes + StreamLimits.chargeOf(message) > StreamHandle.MAX_WAITING_BYTES) {
            return new VatException(
                    ErrorCode.LIMIT_REACHED,
                    waitingBytes + " bytes wait for the other end of the stream to read, near the limit"
                            + " MAX_WAITING_BYTES of " + StreamHandle.MAX_WAITING_BYTES
                            + "; write when the promise of the last write is fulfilled");
        }
        return null;
    }

    private void send(Bytes message) {
        credit.charge(StreamLimits.chargeOf(message));
        stream.say(message);
    }

    void opened() {
        isOpened = true;
        sendWaiting();
    }

    void grant(long totalBytes) {
        credit.grant(totalBytes);
        sendWaiting();
    }

    private void sendWaiting() {
        while (isOpened && credit.isOpen() && !queue.isEmpty()) {
            var next = queue.remove();
            waitingBytes -= StreamLimits.chargeOf(next.message());
            send(next.message());
            next.sent().settle(null, null);
        }
        finish();
    }

    void close() {
        if (end == null) {
            end = new VatException(ErrorCode.STREAM_CLOSED, "this end of the stream was closed, and writes no more");
            isClosing = true;
            finish();
        }
    }

    private void finish() {
        if (isClosing && !isOver && queue.isEmpty()) {
            isOver = true;
            stream.say(new StreamSignal.Close());
            stream.directionEnded();
        }
    }

    /** Nothing is written any more, and what waits is not either. */
    void end(Throwable reason) {
        if (isOver) {
            return;
        }
        isOver = true;
        end = reason;
        waitingBytes = 0;
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            next.sent().settle(null, reason);
        }
        stream.directionEnded();
    }
}
