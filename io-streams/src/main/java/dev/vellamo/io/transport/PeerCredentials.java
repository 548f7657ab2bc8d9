package dev.vellamo.io.transport;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who is at the other end, as the kernel of the operating system says.
 *
 * @param user the account name; empty if it could not be read
 * @param group the account's group name; empty if it could not be read
 * @param pid only where the transport can read it
 */
public record PeerCredentials(Optional<String> user, Optional<String> group, OptionalLong pid) {

    public static final PeerCredentials UNKNOWN =
            new PeerCredentials(Optional.empty(), Optional.empty(), OptionalLong.empty());
}
