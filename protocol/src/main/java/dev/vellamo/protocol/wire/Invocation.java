package dev.vellamo.protocol.wire;

/**
 * What is to be called: the beginning of a request and of a stream.
 *
 * @param deadlineMillis how much time is left, from the arrival on; 0 if there is no deadline; an unsigned 32-bit number
 * @param context an {@link InvocationContext} in JSON, decoded by whoever handles the call
 * @param arguments for the method; in a request it may be the first part of them
 */
public record Invocation(long deadlineMillis, Bytes context, Payload arguments) {

    /** The longest deadline that can be written, 49 days. */
    public static final long MAX_DEADLINE_MILLIS = 0xFFFF_FFFFL;

    public Invocation {
        if (deadlineMillis < 0 || deadlineMillis > MAX_DEADLINE_MILLIS) {
            throw new IllegalArgumentException("a deadline of " + deadlineMillis + " ms is not between 0 and 49 days");
        }
    }

    /** Without a deadline. */
    public static Invocation of(InvocationContext context, Payload arguments) {
        return new Invocation(0, context.encoded(), arguments);
    }

    public Invocation within(long millis) {
        return new Invocation(millis, context, arguments);
    }

    Invocation withArguments(Payload payload) {
        return new Invocation(deadlineMillis, context, payload);
    }
}
