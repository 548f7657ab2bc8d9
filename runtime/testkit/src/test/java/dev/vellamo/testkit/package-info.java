/** Tests of the testkit, which are examples of its use. */
@NullMarked
package dev.vellamo.testkit;

import org.jspecify.annotations.NullMarked;
