package dev.vellamo.vat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An IO channel as a vat sees it: a typed view of the channel's ref.
 *
 * <p>{@link #receive} and {@link #receiveMany} are always safe. {@link #read}, {@link #readMany} and {@link #write} are
 * the short form for a channel with {@code "clients": "one"} and one outstanding read; they are refused otherwise.
 */
public interface IoChannel {

    /** What {@link #forEach} takes at a time: enough to be cheap, little enough that others get their turn. */
    int UNITS_AT_ONCE = 256;

    /** The next unit of any session, with its session. */
    Promise<Received> receive();

    /** What is there, at least one unit, at most {@code max}, never across sessions. */
    Promise<Received> receiveMany(int max);

    /**
     * Reads on and on: units of all sessions, as many as are there, then the ends of the sessions.
     *
     * @param action is called for each, in a crank of its own; the next is asked for when it has returned
     * @return never fulfilled; rejected with what {@code action} threw, or with code {@code CHANNEL_CLOSED}
     */
    default CompletionStage<Void> forEach(Consumer<Received> action) {
        var end = new CompletableFuture<Void>();
        readOn(action, end);
        return end;
    }

    private void readOn(Consumer<Received> action, CompletableFuture<Void> end) {
        receiveMany(UNITS_AT_ONCE).whenComplete((received, failure) -> {
            if (failure != null) {
                end.completeExceptionally(failure);
                return;
            }
            try {
                action.accept(received);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
                return;
            }
            readOn(action, end);
        });
    }

    /**
     * The next unit, or {@code null} once when a session ends. With unit {@code bytes} it is base64 text;
     * {@code read().as(byte[].class)} is the bytes.
     */
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
