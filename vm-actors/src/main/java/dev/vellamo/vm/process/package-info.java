/** Guests that are child processes: launched confined, supervised, and ended with all they started. */
@NullMarked
package dev.vellamo.vm.process;

import org.jspecify.annotations.NullMarked;
