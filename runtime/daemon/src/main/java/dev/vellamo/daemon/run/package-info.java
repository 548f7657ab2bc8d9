/** A kernel as a program in the foreground: {@code vellamo run}. */
@NullMarked
package dev.vellamo.daemon.run;

import org.jspecify.annotations.NullMarked;
