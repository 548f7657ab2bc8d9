package dev.vellamo.benchmarks;

import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** Answers with what it was given. */
public final class AnsweringVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    /** Its root. */
    public static final class Root implements Remotable {
        public void bootstrap(Map<String, Object> vats, Map<String, Object> services) {
            // It needs nobody.
        }

        public String answer(String text) {
            return text;
        }
    }
}
