/** Vellamo inside a Java program. */
@NullMarked
package dev.vellamo.examples.embedding;

import org.jspecify.annotations.NullMarked;
