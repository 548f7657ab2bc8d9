/** Tests of the page about embedding. */
@NullMarked
package dev.vellamo.examples.embedding;

import org.jspecify.annotations.NullMarked;
