package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.WireFault;

/**
 * What the owner of a link does when the other side begins something. One call at a time, in order, on any thread of those
 * that use the link: no method may block or throw.
 */
public interface LinkHandler {

    /** Both sides have agreed; nothing can be asked or opened before. */
    void ready(Hello other);

    /**
     * The other side opens a stream: {@link LinkStream#accept} or {@link LinkStream#refuse}, before this method returns.
     * Without a handler for streams: {@link dev.vellamo.protocol.wire.WireError#STREAMING_UNSUPPORTED}.
     */
    void opened(LinkStream stream, Invocation invocation);

    /**
     * Has the receivers of many streams woken: in its own time, but soon and all of them. The thread that read what they
     * received has better things to do, if they run on others.
     *
     * @param receivers wakes them, does not block and does not throw
     */
    default void wakeAll(Runnable receivers) {
        receivers.run();
    }

    /** The other side asks: {@link LinkRequest#respond} or {@link LinkRequest#reject}, once, now or later. */
    void requested(LinkRequest request);

    /** The other side has lost interest in an answer, which is owed all the same. */
    void cancelled(LinkRequest request);

    /** A value of a key changed. It does not wait: what it holds of the connection's window is given back on return. */
    void changed(Frame.KeyChanged change);

    /** The other side begins nothing new and accepts nothing new. */
    void goingAway(WireFault reason);

    /** The link is over, and everything on it has been told. Once, and nothing comes after it. */
    void ended(WireFault reason);
}
