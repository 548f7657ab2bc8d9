package dev.vellamo.benchmarks;

import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** Counts in its baggage. */
public final class CountingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        if (!vat.baggage().has("count")) {
            vat.baggage().init("count", 0L);
        }
        return new Root(vat);
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Object> vats, Map<String, Object> services) {
            // It needs nobody.
        }

        public long add(long amount) {
            var count = vat.baggage().get("count", Long.class) + amount;
            vat.baggage().set("count", count);
            return count;
        }
    }
}
