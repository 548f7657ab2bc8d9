/** What a vat author compiles against. */
@NullMarked
package dev.vellamo.vat;

import org.jspecify.annotations.NullMarked;
