/** Runs a vat's objects. Knows no kernel: it takes deliveries and hands back write sets. */
@NullMarked
package dev.vellamo.vat.engine;

import org.jspecify.annotations.NullMarked;
