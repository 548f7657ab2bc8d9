package dev.vellamo.examples.embedding;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

// shown: vat
/** A vat of the application. It knows the host by the service it was granted, and by nothing else. */
public final class Shop implements Vat {

    public record Parameters(int discountPercent) {}

    public record Receipt(String item, int cents) {}

    interface Prices {
        Promise<Integer> of(String item);
    }

    @Override
    public Object root(VatContext vat) {
        return new Root(vat.parameters(Parameters.class));
    }

    public static final class Root implements Remotable {
        private final Parameters parameters;
        private @Nullable Prices prices;

        Root(Parameters parameters) {
            this.parameters = parameters;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            prices = Objects.requireNonNull(services.get("prices")).as(Prices.class);
        }

        public CompletionStage<Receipt> buy(String item) {
            return Objects.requireNonNull(prices)
                    .of(item)
                    .thenApply(cents -> new Receipt(item, cents * (100 - parameters.discountPercent()) / 100));
        }
    }
}
// end
