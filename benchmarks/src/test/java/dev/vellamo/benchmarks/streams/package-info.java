@NullMarked
package dev.vellamo.benchmarks.streams;

import org.jspecify.annotations.NullMarked;
