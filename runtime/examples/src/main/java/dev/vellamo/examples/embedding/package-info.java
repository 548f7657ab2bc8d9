/** A service with a kernel inside: the code of {@code runtime/docs/embedding.md}. */
@NullMarked
package dev.vellamo.examples.embedding;

import org.jspecify.annotations.NullMarked;
