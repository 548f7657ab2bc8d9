package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;

/**
 * Where the one answer to a request goes.
 *
 * <p>Exactly one of the methods is called, once, on a thread of the channel or of one of its connections. An
 * implementation returns at once and does not throw.
 */
public interface Reply<T> {

    void succeed(T value);

    /**
     * It was not done, or not wholly.
     *
     * @param message what happened and to which channel, for people
     */
    void fail(ErrorCode code, String message);
}
