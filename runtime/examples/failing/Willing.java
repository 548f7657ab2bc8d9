import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;

/** A vat that starts, only to be taken down again. */
public final class Willing implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    public static final class Root implements Remotable {
        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            throw new IllegalStateException("never reached: the third vat does not start");
        }
    }
}
