package dev.vellamo.examples.embedding;

import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

// shown: vat
/** A vat that goes on counting after a restart: what it needs then is in its baggage. */
public final class Visits implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat.baggage());
    }

    public static final class Root implements Remotable {
        private final Baggage baggage;

        Root(Baggage baggage) {
            this.baggage = baggage;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            baggage.init("visits", 0);
        }

        public int visit() {
            int visits = baggage.get("visits", int.class) + 1;
            baggage.set("visits", visits);
            return visits;
        }
    }
}
// end
