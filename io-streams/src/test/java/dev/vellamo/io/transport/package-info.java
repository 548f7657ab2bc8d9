@NullMarked
package dev.vellamo.io.transport;

import org.jspecify.annotations.NullMarked;
