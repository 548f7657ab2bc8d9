package dev.vellamo.testkit;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A vat with timers: reminds of things after a while, and counts minutes. */
public final class Reminder implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** What it offers. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private final List<String> reminded = new ArrayList<>();
        private int minutes;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            vat.timers().every(Duration.ofMinutes(1), this, "minute");
        }

        public void remind(String what, Duration after) {
            vat.timers().after(after, this, "due", what);
        }

        public void due(String what) {
            reminded.add(what);
        }

        public void minute() {
            minutes++;
        }

        public List<String> reminded() {
            return reminded;
        }

        public int minutes() {
            return minutes;
        }

        public Instant time() {
            return vat.clock().instant();
        }
    }
}
