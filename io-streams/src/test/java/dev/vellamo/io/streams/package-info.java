@NullMarked
package dev.vellamo.io.streams;

import org.jspecify.annotations.NullMarked;
