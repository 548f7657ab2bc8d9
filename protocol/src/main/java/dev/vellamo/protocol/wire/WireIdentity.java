package dev.vellamo.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * Who one end of a connection is, and whom it expects.
 *
 * @param incarnation which start of the kernel; the other side has to name the same
 * @param epoch for a host the number of this connection to the guest, from 1; for a child that of the last one it had, or 0
 * @param token for a host what the child has to show, for a child what it shows; {@code null} on a link that nobody else
 *     can have
 */
public record WireIdentity(
        Role role, long incarnation, long epoch, @Nullable String token) {

    public static WireIdentity host(long incarnation, long epoch, @Nullable String token) {
        return new WireIdentity(Role.HOST, incarnation, epoch, token);
    }

    public static WireIdentity child(long incarnation, long lastEpoch, @Nullable String token) {
        return new WireIdentity(Role.CHILD, incarnation, lastEpoch, token);
    }

    /** Without the token, which is in no log. */
    @Override
    public String toString() {
        return "WireIdentity[role=" + role + ", incarnation=" + incarnation + ", epoch=" + epoch + "]";
    }
}
