package dev.vellamo.store.sqlite.proof;

import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Objects;

/**
 * A vat that counts the lines of its socket: {@code add NAME} is answered {@code NAME TOTAL}. Now and then a crank ends in a
 * failure that drops it; its lines come again then.
 */
public final class Counter implements Vat {

    /** Before the name of a count in the baggage. */
    static final String TOTAL = "total.";

    private static final String LINES = "lines";
    private static final int ONE_FAILS_OF = 100;

    @Override
    public Object root(VatContext vat) {
        var root = new Root(vat);
        root.goesOn();
        return root;
    }

    /** The counter itself. */
    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        /** Reads on, if there is something to read from already. */
        void goesOn() {
            if (vat.baggage().has(LINES)) {
                reads();
            }
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            vat.baggage().init(LINES, Objects.requireNonNull(services.get(LINES)));
            reads();
        }

        private void reads() {
            vat.baggage().get(LINES, Ref.class).as(IoChannel.class).forEach(this::answers);
        }

        private void answers(Received received) {
            for (var line : received.lines()) {
                var name = line.substring("add ".length());
                var total = vat.baggage().find(TOTAL + name, Long.class).orElse(0L) + 1;
                vat.baggage().put(TOTAL + name, total);
                received.session().write(name + " " + total);
                if (vat.random().nextInt(ONE_FAILS_OF) == 0) {
                    throw vat.exitWithFailure("by chance, while it added to " + name);
                }
            }
            if (received.ended()) {
                received.session().close();
            }
        }
    }
}
