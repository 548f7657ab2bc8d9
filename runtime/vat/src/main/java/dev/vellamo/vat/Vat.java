package dev.vellamo.vat;

/**
 * The code of a vat: the class that a cluster config names.
 *
 * <p>It is public with a public constructor without parameters. Everything it does runs on one thread at a
 * time, in cranks.
 */
public interface Vat {

    /**
     * Makes the object by which the vat is known to others. Called at every start of the vat, as a crank of
     * its own; it may send.
     *
     * @return the root; if the config names this vat as its bootstrap, the method {@code bootstrap(vats, services)} of the
     *     root is called once in the life of the subcluster
     * @throws Exception if the vat cannot start; its launch fails with this
     */
    Object root(VatContext vat) throws Exception;

    /** Which form this code gives the vat's durable state; 1 or more. A change of it calls {@link #upgrade}. */
    default int version() {
        return 1;
    }

    /**
     * Brings the durable state of a vat to the form of this code. Called before {@link #root}, in the same crank, at a start
     * whose {@link #version} is not that of the code which last started.
     *
     * @param from the version of that code; a higher one if this code is the older
     * @throws Exception if it cannot; nothing of the crank is kept then, and the vat does not start
     */
    default void upgrade(VatContext vat, int from) throws Exception {}
}
