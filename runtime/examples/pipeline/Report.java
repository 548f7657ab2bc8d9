import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The last vat: writes each report as JSON to all who are connected to the feed. */
public final class Report implements Vat {

    /** One line of the feed. */
    public record Entry(int number, Map<String, Integer> totals) {}

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;
        private IoChannel feed;
        private int reports;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void to(Ref newFeed) {
            feed = newFeed.as(IoChannel.class);
        }

        public CompletionStage<?> report(Map<String, Integer> totals) {
            reports++;
            return feed.write(new Entry(reports, totals)).exceptionally(failure -> {
                // Nobody listens: the report is lost, the pipeline goes on.
                String code = failure instanceof VatException known ? known.code() : failure.toString();
                vat.logger().info("report {} was not read: {}", reports, code);
                return null;
            });
        }
    }
}
