/**
 * Streams and requests of one link for a program with actors: each stream is a Pekko Streams flow of byte strings, with an
 * actor that sees to its end.
 *
 * <pre>
 *   StreamConnection            actor: one a link; lets time pass, ends what is left
 *    |      |
 *    |    StreamHandle          actor: one a stream; from its opening until both directions have ended
 *    |      :
 *   Link == StreamLogic         stage: bytes go past the actors, in batches
 * </pre>
 *
 * <p>Begin with {@link dev.vellamo.io.streams.StreamConnection}.
 */
@NullMarked
package dev.vellamo.io.streams;

import org.jspecify.annotations.NullMarked;
