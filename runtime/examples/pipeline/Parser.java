import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The first vat: lines such as {@code apples 3} in, sales out. It reads on when the batch before has gone through. */
public final class Parser implements Vat {

    /** A sale, as this vat sends it. The next vat has a record of its own: values are bound by name. */
    public record Sale(String product, int pieces) {}

    /** The next vat. */
    public interface Totals {
        Promise<Void> add(List<Sale> sales);
    }

    /** The last vat, which is told where to report to. */
    public interface Report {
        Promise<Void> to(Ref feed);
    }

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public CompletionStage<?> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            Ref report = vats.get("report");
            CompletionStage<?> ready = report.as(Report.class).to(services.get("feed"));
            Totals totals = vats.get("totals").as(Totals.class);
            vats.get("totals").sendOnly("reportTo", report);
            read(services.get("sales").as(IoChannel.class), totals);
            return ready;
        }

        private void read(IoChannel lines, Totals totals) {
            lines.receiveMany(100)
                    .thenCompose(received -> totals.add(parse(received.lines())))
                    .whenComplete((done, failure) -> {
                        if (failure == null) {
                            read(lines, totals);
                        } else {
                            vat.logger().info("no more sales: {}", failure.getMessage());
                        }
                    });
        }

        private List<Sale> parse(List<String> lines) {
            List<Sale> sales = new ArrayList<>();
            for (String line : lines) {
                String[] words = line.trim().split("\\s+");
                if (words.length == 2 && words[1].matches("[0-9]{1,6}")) {
                    sales.add(new Sale(words[0], Integer.parseInt(words[1])));
                } else {
                    vat.logger().warn("not a sale: {}", line);
                }
            }
            return sales;
        }
    }
}
