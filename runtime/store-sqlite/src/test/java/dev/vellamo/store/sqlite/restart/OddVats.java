package dev.vellamo.store.sqlite.restart;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Vats for one situation each. */
public final class OddVats {

    private OddVats() {}

    /** Its bootstrap is never answered. */
    public static final class NeverAnswers implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new NeverAnswersRoot(vat);
        }
    }

    /** The root of {@link NeverAnswers}. */
    public record NeverAnswersRoot(VatContext vat) implements Remotable {
        public CompletionStage<Object> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            return vat.deferred().promise();
        }
    }

    /** What a {@link KeepingVat} may be upgraded to: its hook makes a text of a number. */
    public static final class Renamed implements Vat {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            var total = vat.baggage().find("total", Integer.class).orElse(0);
            vat.baggage().put("total", "total " + total);
            vat.migrate("counter", Integer.class, old -> old);
        }

        @Override
        public Object root(VatContext vat) {
            vat.kind("counter", Integer.class, KeepingVat.Counter::new);
            return new RenamedRoot(vat);
        }
    }

    /** The root of {@link Renamed}. */
    public record RenamedRoot(VatContext vat) implements Remotable {
        public String name() {
            return "renamed";
        }

        public String text(String key) {
            return vat.baggage().get(key, String.class);
        }
    }

    /** Its hook fails halfway. */
    public static final class FailsInUpgrade implements Vat {
        @Override
        public int version() {
            return 2;
        }

        @Override
        public void upgrade(VatContext vat, int from) {
            vat.baggage().put("total", "lost");
            throw new IllegalStateException("no room for the upgrade");
        }

        @Override
        public Object root(VatContext vat) {
            throw new AssertionError("never reached");
        }
    }
}
