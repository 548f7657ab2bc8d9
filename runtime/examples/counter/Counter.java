import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.util.Map;
import java.util.regex.Pattern;

/** Counts by name, and knows the totals again after a restart. */
public final class Counter implements Vat {

    private static final String CHANNEL = "channel";

    /** At every start: what bootstrap stored says that there is somebody to answer. */
    @Override
    public Object root(VatContext vat) {
        var root = new Root(vat);
        vat.baggage().find(CHANNEL, Ref.class).ifPresent(root::serve);
        return root;
    }

    public static final class Root implements Remotable {

        private static final Pattern REQUEST = Pattern.compile("(add|get) ([^\\s]{1,64})");

        private final VatContext vat;
        private final Baggage baggage;

        Root(VatContext vat) {
            this.vat = vat;
            this.baggage = vat.baggage();
        }

        /** Once in the life of the counter. */
        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            var channel = services.get("counter-socket");
            baggage.init(CHANNEL, channel);
            serve(channel);
        }

        void serve(Ref channel) {
            channel.as(IoChannel.class).forEach(this::answer).exceptionally(failure -> {
                vat.logger().info("no more lines: {}", failure.getMessage());
                return null;
            });
        }

        /** What one crank writes leaves it in this order, once the totals are on disk. */
        private void answer(Received received) {
            for (String line : received.lines()) {
                received.session().write(answer(line));
            }
            if (received.ended()) {
                received.session().close();
            }
        }

        private String answer(String line) {
            var request = REQUEST.matcher(line);
            if (!request.matches()) {
                return "error: expected \"add NAME\" or \"get NAME\", a name of at most 64 characters without blanks";
            }
            var name = request.group(2);
            var key = "total " + name;
            long total = baggage.find(key, Long.class).orElse(0L);
            if (request.group(1).equals("add")) {
                total++;
                try {
                    baggage.put(key, total);
                } catch (VatException e) {
                    return "error: " + e.getMessage();
                }
            }
            return name + " " + total;
        }
    }
}
