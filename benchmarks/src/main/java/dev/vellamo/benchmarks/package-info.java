/** What Vellamo costs, measured with JMH. */
@NullMarked
package dev.vellamo.benchmarks;

import org.jspecify.annotations.NullMarked;
