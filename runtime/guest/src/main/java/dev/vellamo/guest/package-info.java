/**
 * A process that runs vats for a kernel: {@link dev.vellamo.guest.GuestProgram}. It decides nothing; what its vats did leaves
 * it as write sets, and what it holds is gone when its link is.
 */
@NullMarked
package dev.vellamo.guest;

import org.jspecify.annotations.NullMarked;
