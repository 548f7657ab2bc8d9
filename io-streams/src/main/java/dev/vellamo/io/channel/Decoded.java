package dev.vellamo.io.channel;

import java.util.Optional;

/**
 * What a decoder made of the bytes so far.
 *
 * @param units the units that were completed
 * @param partialBytes how much of an incomplete unit the decoder holds now
 * @param failure after the units; the decoder takes nothing more
 */
record Decoded(UnitBatch units, int partialBytes, Optional<SessionFailure> failure) {}
