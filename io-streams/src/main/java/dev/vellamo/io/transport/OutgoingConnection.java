package dev.vellamo.io.transport;

import java.nio.file.Path;

/** A connection that was made. */
public record OutgoingConnection(Path remoteAddress, PeerCredentials peer) {}
