package dev.vellamo.io.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a listening socket is made.
 *
 * @param permissions the mode of the socket file from the moment it exists
 * @param backlog how many connections may wait to be accepted
 */
public record BindOptions(Set<PosixFilePermission> permissions, int backlog) {

    /** Only the owner may connect. */
    public static final BindOptions PRIVATE =
            new BindOptions(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE), 1024);

    public BindOptions {
        permissions = Set.copyOf(permissions);
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + " is less than 1");
        }
    }
}
