package dev.vellamo.io.link;

import dev.vellamo.protocol.wire.WireFault;

/**
 * What one end of a stream is told. One call at a time, in order, on any thread of those that use the link; it must not block
 * and must not throw.
 */
public interface StreamReceiver {

    /**
     * Messages came. Each is to be given back with {@link LinkStream#consumed} when it is used up. {@link #wakeUp}, or other
     * news, follows.
     */
    void received(MessageBatch batch);

    /**
     * What was received is there to be taken: for one who has to be woken for that. This one may come while another method
     * runs, after the last news, and more than once; see {@link LinkHandler#wakeAll}.
     */
    default void wakeUp() {}

    /** The other side sends no more; what it sent was received. */
    void closed();

    /** The other side wants no more: what waited to be sent is dropped, and so is what follows. */
    void cancelled(String reason);

    /** Both directions ended badly, what was received before may still be used up. Once, and the last news. */
    void failed(WireFault fault);

    /** There is room for more after {@link LinkStream#send} had said that there is none. */
    void writable();
}
