package dev.vellamo.kernel.launch;

import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;

/** A vat that is only there. */
public final class ProofVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    /** Its root. */
    public static final class Root implements Remotable {}
}
