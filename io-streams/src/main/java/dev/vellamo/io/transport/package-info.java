/**
 * Connections as Pekko Streams, in the shape of Pekko's own TCP API.
 *
 * <pre>
 *   ListenStage        ConnectStage, AcceptedConnection      stages; all state in ListenLogic, ConnectionLogic
 *        |                     |
 *   Listener               Connection                        any thread: cut, close
 *        |                     |
 *      Intake               Intake, write                    who takes from the channel: the stage or the loop
 *        +---------+-----------+
 *             SelectorLoop                                   one thread a transport
 *                  |
 *            SocketChannels                                  JdkChannels or JunixChannels
 * </pre>
 *
 * <p>{@link dev.vellamo.io.transport.JdkUnixTransport} is the transport to use; {@link
 * dev.vellamo.io.transport.JunixTransport} also tells the peer's pid. Failures are {@link
 * dev.vellamo.io.transport.TransportException}. How socket files are made and removed is in {@code SocketFile}.
 */
@NullMarked
package dev.vellamo.io.transport;

import org.jspecify.annotations.NullMarked;
