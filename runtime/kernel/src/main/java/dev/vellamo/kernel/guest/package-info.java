/** Guests of a subcluster, and vats whose engine is in one. */
@NullMarked
package dev.vellamo.kernel.guest;

import org.jspecify.annotations.NullMarked;
