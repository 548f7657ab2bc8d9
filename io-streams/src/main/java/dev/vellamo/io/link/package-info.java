/**
 * One connection to a guest, without Pekko: two threads that move bytes, and the state machine of the wire between them.
 *
 * <pre>
 *   any thread --request, open, send, consumed--> Serial --> ConnectionState &lt;--decoded frames-- reader thread
 *                                                                  |                               ^
 *                                                                  +--pull--> writer thread        |
 *                                                                                  |               |
 *                                                                            LinkTransport: write, read
 * </pre>
 *
 * <p>{@link dev.vellamo.io.link.Link} is what both ends use: a guest, which has no actor system, as it is; a kernel through
 * {@code dev.vellamo.io.streams}.
 */
@NullMarked
package dev.vellamo.io.link;

import org.jspecify.annotations.NullMarked;
