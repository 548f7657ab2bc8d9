/**
 * The guest wire: what a host and a guest say to each other over one connection. {@code WIRE.md} of this module is its
 * specification, byte for byte.
 *
 * <p>Frames are values ({@link dev.vellamo.protocol.wire.Frame}); two codecs turn bytes into frames and back; one state
 * machine ({@link dev.vellamo.protocol.wire.ConnectionState}) knows the rules. Nothing here reads a socket or a clock.
 */
@NullMarked
package dev.vellamo.protocol.wire;

import org.jspecify.annotations.NullMarked;
