/** Finds, compiles and loads the code of a vat. */
@NullMarked
package dev.vellamo.vat.code;

import org.jspecify.annotations.NullMarked;
