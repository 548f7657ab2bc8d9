/** Tests of what tests stand on. */
@NullMarked
package dev.vellamo.placement;

import org.jspecify.annotations.NullMarked;
