import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The second vat: adds up what was sold, and passes the totals on after each batch. */
public final class Totals implements Vat {

    public record Sale(String product, int pieces) {}

    /** The next vat. */
    public interface Report {
        Promise<Void> report(Map<String, Integer> totals);
    }

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    public static final class Root implements Remotable {
        private final Map<String, Integer> totals = new TreeMap<>();
        private Report next;

        public void reportTo(Ref report) {
            next = report.as(Report.class);
        }

        public CompletionStage<?> add(List<Sale> sales) {
            if (sales.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            sales.forEach(sale -> totals.merge(sale.product(), sale.pieces(), Integer::sum));
            return next.report(totals);
        }
    }
}
