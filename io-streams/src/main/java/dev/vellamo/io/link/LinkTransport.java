package dev.vellamo.io.link;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What carries the bytes of one link: reliable, in order, both ways at the same time.
 *
 * <p>What an implementation owes:
 *
 * <ul>
 *   <li>One thread reads and another one writes; neither waits for the other. Any thread closes.
 *   <li>The end of the other side is -1 from {@link #read}, after all that it had sent. A transport that cannot tell an
 *       orderly end from a failure reports the failure.
 *   <li>After a failure every later call fails, too, or says that nothing more comes: it never hangs and never makes bytes
 *       up. A failed {@link #write} may have written a part.
 *   <li>{@link #close} ends a blocked {@link #write} soon, and a blocked {@link #read} soon or, where the operating system
 *       offers no way to do that, when the other side ends; implementations say which. The other side notices.
 *   <li>Nothing is held after {@link #close} and the return of the calls in progress: no descriptor, thread or memory.
 * </ul>
 */
public interface LinkTransport extends AutoCloseable {

    /**
     * Waits for bytes.
     *
     * @param into has room for at least one byte
     * @return how many there were, at least 1; or -1 if the other side sends nothing more
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Reads what is there, without waiting. By the thread that reads.
     *
     * @return how many bytes there were; 0 if there are none at the moment, or that is not known; or -1 as {@link #read}
     */
    default int tryRead(ByteBuffer into) throws IOException {
        return 0;
    }

    /** Writes everything and waits for as long as that takes. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Writes what can be written without waiting, maybe nothing. Any thread, but never at the same time as another write.
     */
    default void tryWrite(ByteBuffer bytes) throws IOException {}

    /** Ends both directions at once. Repeating it does nothing; it does not fail and does not wait. */
    @Override
    void close();
}
