/** Tests of the examples, and of rules that hold for all modules. */
@NullMarked
package dev.vellamo.examples;

import org.jspecify.annotations.NullMarked;
