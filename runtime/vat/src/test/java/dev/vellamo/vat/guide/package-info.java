/** The code that README.md shows. Unmarked: an author's code need not know about nullness annotations. */
@NullUnmarked
package dev.vellamo.vat.guide;

import org.jspecify.annotations.NullUnmarked;
