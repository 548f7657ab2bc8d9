/** Connections without an operating system: what tests of channels run on. */
@NullMarked
package dev.vellamo.io.channel.memory;

import org.jspecify.annotations.NullMarked;
