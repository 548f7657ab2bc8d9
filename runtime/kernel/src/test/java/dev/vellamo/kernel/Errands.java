package dev.vellamo.kernel;

import dev.vellamo.vat.Http;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A vat that asks web servers. */
public final class Errands implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** What others call. */
    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            // It needs nobody.
        }

        public CompletionStage<String> get(String uri) {
            return text(Http.Request.get(uri));
        }

        public CompletionStage<String> send(String method, String uri, String header, String body) {
            return text(new Http.Request(
                    method, uri, Map.of(header, List.of("yes")), body.getBytes(StandardCharsets.UTF_8)));
        }

        private CompletionStage<String> text(Http.Request request) {
            return vat.http()
                    .send(request)
                    .thenApply(
                            answer -> answer.status() + " " + answer.headers().getOrDefault("x-seen", List.of()) + " "
                                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
