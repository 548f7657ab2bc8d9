package dev.vellamo.io.transport;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * A connection that was accepted.
 *
 * @param flow materialise once; what goes in goes to the peer. A connection whose flow is never materialised is cut when
 *     its listener is unbound
 */
public record IncomingConnection(PeerCredentials peer, Flow<ByteString, ByteString, NotUsed> flow) {}
