package dev.vellamo.vat.engine;

/** Leaves a crank that is aborted. Catching it changes nothing: the crank remembers. */
final class CrankAbort extends Error {

    private static final long serialVersionUID = 1;

    CrankAbort(String reason) {
        super(reason, null, false, false);
    }
}
