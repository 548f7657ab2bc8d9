/** The kernel as an embedder sees it. */
@NullMarked
package dev.vellamo.kernel;

import org.jspecify.annotations.NullMarked;
