/** Sockets without an operating system: what tests of channels, and of programs that use them, run on. */
@NullMarked
package dev.vellamo.io.memory;

import org.jspecify.annotations.NullMarked;
