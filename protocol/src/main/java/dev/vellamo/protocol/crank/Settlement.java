package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;

/**
 * How a promise ended.
 *
 * <p>Fulfilled with a bare reference to another promise means: this promise follows that one.
 */
public sealed interface Settlement {

    record Fulfilled(CapData value) implements Settlement {}

    record Rejected(Fault reason) implements Settlement {}
}
