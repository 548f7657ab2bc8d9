import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;

/** Answers every line with that line. */
public final class Echo implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root();
    }

    public static final class Root implements Remotable {
        public String echo(String line) {
            return line;
        }
    }
}
