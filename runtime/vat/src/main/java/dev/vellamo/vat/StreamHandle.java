package dev.vellamo.vat;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One end of a stream: messages both ways, each way in order and no faster than the other end reads.
 *
 * <p>A method of a {@link Remotable} that has a parameter of this type handles streams; {@link Ref#open} opens one to it and
 * gives the other end. Each direction ends by itself: with {@link #close} by the end that sends, with {@link #cancel} by the
 * end that reads. A stream is over, and counts no more, when both have ended: who has nothing to write closes at once. {@link
 * #fail} ends both, and so does whatever happens to one of the two vats: a stream lives no longer
 * than the heap at either end, and nothing of it is stored.
 *
 * <p>What is written leaves when the crank ends; what arrives is handled in batches, one crank a batch. It belongs to one
 * vat and is used on its thread only. A stream keeps neither the object that it was opened to nor a ref to it alive.
 */
public interface StreamHandle {

    /** The bytes of messages that may wait for credit at one end. A message beyond that is refused. */
    int MAX_WAITING_BYTES = 4 << 20;

    /**
     * Has each message handled, in order. It counts as read when {@code action} has returned. Called once; before it is, what
     * arrives waits, and the other end soon has no credit any more.
     *
     * @param action if it throws, the stream fails with that
     * @return fulfilled with null when the other end has closed and everything was handled; rejected if the stream failed, or
     *     was cancelled here, before
     * @throws IllegalStateException if the messages are handled already
     */
    Promise<Void> forEach(Consumer<byte[]> action);

    /**
     * As {@link #forEach}, for work that goes on after {@code action} has returned: a message counts as read, and the next is
     * handled, when the stage is complete. If that fails, the stream fails with it.
     */
    Promise<Void> forEachAsync(Function<byte[], ? extends CompletionStage<?>> action);

    /**
     * Sends a message. It is copied, and waits while there is no credit.
     *
     * @param message up to 1 MiB
     * @return fulfilled with null when there was credit, so that it leaves with that crank: whoever waits for it writes no
     *     faster than the other end reads. Rejected with code {@code STREAM_CLOSED} behind {@link #close}, {@code
     *     STREAM_CANCELLED} if the other end reads no more, {@code LIMIT_REACHED} if it is too large or too much waits; with
     *     why the stream failed if it did
     */
    Promise<Void> write(byte[] message);

    /** As {@link #write(byte[])} of the text in UTF-8. */
    Promise<Void> write(String message);

    /** Whether a message that is written now leaves with this crank. */
    boolean isWritable();

    /** Sends no more: the other end hears it behind what was written. Twice is fine. */
    void close();

    /**
     * Reads no more: what is on its way is dropped, and the other end's writing is rejected with code {@code
     * STREAM_CANCELLED}. Does nothing once the other end has closed.
     *
     * @param reason for people
     */
    void cancel(String reason);

    /**
     * Ends both directions. What waits is dropped, and the other end hears why. Does nothing once the stream has ended.
     *
     * @param code an author's own, or the name of a {@link dev.vellamo.protocol.capdata.ErrorCode}
     */
    void fail(String code, String message);

    /**
     * How the stream ends: fulfilled with null when both directions have ended by {@link #close} or {@link #cancel}, rejected
     * if it failed: with what the other end said, or {@code VAT_RESTARTED}, {@code VAT_TERMINATED}, {@code OBJECT_REVOKED}
     * and the like if something happened to it.
     */
    Promise<Void> ended();
}
