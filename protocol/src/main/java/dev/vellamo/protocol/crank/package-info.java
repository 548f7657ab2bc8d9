/** What goes into a vat and what comes out of it: deliveries, write sets, settlements. */
@NullMarked
package dev.vellamo.protocol.crank;

import org.jspecify.annotations.NullMarked;
