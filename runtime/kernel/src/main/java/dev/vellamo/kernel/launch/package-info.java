/** Bringing a subcluster up, or leaving nothing behind. */
@NullMarked
package dev.vellamo.kernel.launch;

import org.jspecify.annotations.NullMarked;
