package dev.vellamo.examples.embedding;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// page:vat
/** A vat that greets, in the words of a service of the host. */
public final class Greeter implements Vat {

    /** What the vat needs of the host. */
    public interface Phrases {
        Promise<String> phrase(String language);
    }

    /** What callers see. */
    public interface Greeting {
        Promise<String> greet(String name);
    }

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private @Nullable Phrases phrases;

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            phrases = Optional.ofNullable(services.get("phrases")).orElseThrow().as(Phrases.class);
        }

        public Object greet(String name) {
            return Optional.ofNullable(phrases).orElseThrow().phrase("en").thenApply(phrase -> phrase + ", " + name);
        }
    }
}
// page:end
