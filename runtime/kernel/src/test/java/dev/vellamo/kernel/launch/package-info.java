@NullMarked
package dev.vellamo.kernel.launch;

import org.jspecify.annotations.NullMarked;
