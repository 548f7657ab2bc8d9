package dev.vellamo.examples.embedding;

import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;

// shown: vat
/** A vat that takes streams: items come in, a line about each goes out, no faster than it is read. */
public final class Ticker implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    public static final class Root implements Remotable {
        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {}

        public CompletionStage<Void> follow(String currency, StreamHandle stream) {
            return stream.forEachAsync(item -> stream.write(priceOf(item, currency)))
                    .thenRun(stream::close);
        }

        private static String priceOf(byte[] item, String currency) {
            String name = new String(item, StandardCharsets.UTF_8);
            return name + ": " + name.length() * 100 + " " + currency;
        }
    }
}
// end
