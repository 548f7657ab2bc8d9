@NullMarked
package dev.vellamo.examples;

import org.jspecify.annotations.NullMarked;
