/** Powers of vats that the kernel exercises for them. */
@NullMarked
package dev.vellamo.kernel.power;

import org.jspecify.annotations.NullMarked;
