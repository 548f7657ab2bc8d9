package dev.vellamo.examples.embedding;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** A bootstrap vat that has nothing to do. */
public final class Starter implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    /** Its root. */
    public static final class Root implements Remotable {
        public int bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            return vats.size();
        }
    }
}
