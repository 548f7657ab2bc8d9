import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.IoSession;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A room with many guests. Whoever comes in says its name in its first line; every further line goes to all others.
 *
 * <p>One vat is enough: it is single-threaded, so the map of guests needs no lock.
 */
public final class Room implements Vat {

    /** What the config may say. */
    public record Parameters(String greeting) {}

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private final String greeting;
        private final Map<IoSession, String> names = new LinkedHashMap<>();

        Root(VatContext vat) {
            this.vat = vat;
            this.greeting = vat.parameters(Parameters.class).greeting();
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            services.get("door").as(IoChannel.class).forEach(this::hear).exceptionally(failure -> {
                vat.logger().info("the door is closed: {}", failure.getMessage());
                return null;
            });
        }

        private void hear(Received received) {
            IoSession guest = received.session();
            for (String line : received.lines()) {
                if (names.containsKey(guest)) {
                    tellOthers(guest, names.get(guest) + ": " + line);
                } else {
                    enter(guest, line);
                }
            }
            if (received.ended()) {
                leave(guest);
            }
        }

        private void enter(IoSession guest, String name) {
            guest.write(greeting + ", " + name + "; others here: " + names.size());
            names.put(guest, name);
            tellOthers(guest, "* " + name + " came in");
        }

        private void leave(IoSession guest) {
            String name = names.remove(guest);
            if (name != null) {
                tellOthers(guest, "* " + name + " left");
            }
            guest.close();
        }

        /** Nobody waits for the slow ones: a write that fails is the end of that guest only. */
        private void tellOthers(IoSession speaker, String text) {
            for (IoSession guest : Map.copyOf(names).keySet()) {
                if (!guest.equals(speaker)) {
                    guest.write(text).exceptionally(failure -> {
                        vat.logger().info("{} does not hear: {}", names.get(guest), failure.getMessage());
                        leave(guest);
                        return null;
                    });
                }
            }
        }
    }
}
