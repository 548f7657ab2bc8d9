/** Where the vats of a test run, and what a test and a vat need to meet although they may be in two processes. */
@NullMarked
package dev.vellamo.placement;

import org.jspecify.annotations.NullMarked;
