/**
 * What carries out the kernel state: the sequencer that applies entries in one order, and the pool on which vats run.
 *
 * <p>Deliveries do not run on an actor's thread: code that never returns would hold up the actor, its parent's stop and the
 * end of the whole actor system. They run on threads that can be written off.
 */
@NullMarked
package dev.vellamo.kernel.run;

import org.jspecify.annotations.NullMarked;
