package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import org.junit.jupiter.api.Test;

class VatEngineTest {

    public static final class Greeter implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root();
        }

        static final class Root implements Remotable {
            public String greet(String name) {
                return "hello " + name;
            }

            public Promise<String> ask(Ref other, String name) {
                return other.send("greet", name).as(String.class);
            }
        }
    }

    @Test
    void aVatCallsAnother() {
        try (var kernel = new Loopback().add("a", Greeter.class).add("b", Greeter.class)) {
            var answer = kernel.call("a", "ask", "@b", "world");
            kernel.run();
            assertThat(answer.value()).isEqualTo("hello world");
        }
    }
}
