/** Kernels that start again on what an earlier one left, on every store. */
@NullMarked
package dev.vellamo.store.sqlite.restart;

import org.jspecify.annotations.NullMarked;
