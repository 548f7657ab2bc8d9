package dev.vellamo.kernel;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** Keeps what a test gives it, in its baggage, and counts its heaps and its bootstraps there. */
public final class KeepingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        var baggage = vat.baggage();
        baggage.put("starts", baggage.find("starts", Integer.class).orElse(0) + 1);
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public Map<String, Object> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            var baggage = vat.baggage();
            baggage.put("bootstraps", baggage.find("bootstraps", Integer.class).orElse(0) + 1);
            services.forEach((name, ref) -> baggage.put("ref " + name, ref));
            vats.forEach((name, ref) -> baggage.put("ref " + name, ref));
            return Map.of("answer", "up", "root", vats.get(vat.name()));
        }

        public String name() {
            return vat.name();
        }

        public int starts() {
            return vat.baggage().get("starts", Integer.class);
        }

        public int bootstraps() {
            return vat.baggage().find("bootstraps", Integer.class).orElse(0);
        }

        public int add(String key) {
            var total = vat.baggage().find(key, Integer.class).orElse(0) + 1;
            vat.baggage().put(key, total);
            return total;
        }

        /** Calls what the reference that is kept under this name designates. */
        public Promise<Object> callKept(String name, String method) {
            return vat.baggage().get("ref " + name, Ref.class).send(method);
        }

        public Promise<Object> never() {
            return vat.deferred().promise().as(Object.class);
        }
    }
}
