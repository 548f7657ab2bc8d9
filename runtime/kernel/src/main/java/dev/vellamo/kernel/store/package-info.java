/**
 * What a kernel keeps on disk, and the interface of the stores that keep it: plain values, without threads and without SQL.
 */
@NullMarked
package dev.vellamo.kernel.store;

import org.jspecify.annotations.NullMarked;
