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
}
