/** Values and references on their way between vats. */
@NullMarked
package dev.vellamo.protocol.capdata;

import org.jspecify.annotations.NullMarked;
