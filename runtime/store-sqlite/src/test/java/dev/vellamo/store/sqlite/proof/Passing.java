package dev.vellamo.store.sqlite.proof;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** A vat of a subcluster that is not durable: it counts in its baggage, and must never find a count there at its start. */
public final class Passing implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** The vat's root. */
    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            vat.baggage().init("count", 1);
        }
    }
}
