@NullMarked
package dev.vellamo.kernel.guest;

import org.jspecify.annotations.NullMarked;
