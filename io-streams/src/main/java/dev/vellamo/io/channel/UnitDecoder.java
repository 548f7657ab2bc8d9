package dev.vellamo.io.channel;

/**
 * Makes units of the bytes of one session, in order. After a failure or {@link #finish} it takes nothing more. Not
 * thread-safe.
 */
interface UnitDecoder {

    /**
     * Takes the next bytes.
     *
     * @throws IllegalStateException after a failure or {@link #finish}
     */
    Decoded feed(byte[] chunk);

    /** The bytes ended. */
    Decoded finish();

    /** How much of an incomplete unit is held. */
    int partialBytes();
}
