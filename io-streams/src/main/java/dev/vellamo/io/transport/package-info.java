/** Connections as Pekko Streams, in the shape of Pekko's own TCP API. */
@NullMarked
package dev.vellamo.io.transport;

import org.jspecify.annotations.NullMarked;
