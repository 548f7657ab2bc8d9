import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Duration;
import java.util.Map;

/** Does what every run does and ends: the launcher records which classes that takes, and later runs start with them loaded. */
public final class Training implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private final VatContext vat;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            // Later than the answer to this: a vat that ends before it fails the launch.
            vat.timers().after(Duration.ofMillis(500), this, "end", "trained");
        }

        public void end(String reason) {
            vat.logger().info(reason);
            vat.exit(reason);
        }
    }
}
