package dev.vellamo.vat;

/**
 * An IO channel as a vat sees it: a typed view of the channel's ref.
 *
 * <p>{@link #receive} and {@link #receiveMany} are always safe. {@link #read}, {@link #readMany} and {@link #write} are
 * the short form for a channel with {@code "clients": "one"} and one outstanding read; they are refused otherwise.
 */
public interface IoChannel {

    /** The next unit of any session, with its session. */
    Promise<Received> receive();

    /** What is there, at least one unit, at most {@code max}, never across sessions. */
    Promise<Received> receiveMany(int max);

    /** The next unit, or {@code null} once when a session ends. */
    Promise<Object> read();

    /** The next units, at least one, or {@code null} once when a session ends. */
    Promise<Object> readMany(int max);

    /**
     * Writes a unit to the session last read from; for direction {@code out} to the connected client, with
     * {@code "clients": "many"} to all.
     *
     * @return settled when the operating system took it
     */
    Promise<Void> write(Object unit);
}
