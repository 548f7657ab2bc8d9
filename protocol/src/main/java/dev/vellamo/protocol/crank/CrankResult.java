package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.Fault;

/** What the vat engine hands back when a delivery ends. */
public sealed interface CrankResult {

    /** The crank is whole: everything in it is to be applied. */
    record Completed(WriteSet writeSet) implements CrankResult {}

    /** The crank is dropped whole and the vat has lost its heap. */
    record Aborted(Fault reason) implements CrankResult {}
}
