@NullMarked
package dev.vellamo.kernel;

import org.jspecify.annotations.NullMarked;
