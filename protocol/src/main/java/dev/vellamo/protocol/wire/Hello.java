package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * The first thing each side says.
 *
 * @param version the highest version that the sender speaks; both use the lower of the two
 * @param incarnation which start of the kernel the connection belongs to; both have to name the same
 * @param epoch which connection to this guest it is, numbered by the host from 1; a child says the last one it had, 0 at
 *     first, and refuses one that is not higher
 * @param token what proves that the child is the one that was meant, or {@code null} on a link that nobody else can have;
 *     a host sends none
 * @param limits what the receiver of the hello may send
 */
public record Hello(
        int version,
        Role role,
        long incarnation,
        long epoch,
        @Nullable String token,
        WireLimits limits) {

    /** The version that this page of code speaks, and the lowest it accepts. */
    public static final int VERSION = 1;

    /** Without the token, which is in no log. */
    @Override
    public String toString() {
        return "Hello[version=" + version + ", role=" + role + ", incarnation=" + incarnation + ", epoch=" + epoch
                + ", token=" + (token == null ? "none" : "hidden") + ", limits=" + limits + "]";
    }
}
