import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.io.IOException;

/** A vat that does not start. */
public final class Unwilling implements Vat {

    @Override
    public Object root(VatContext vat) throws IOException {
        throw new IOException("the file it needs is not there");
    }
}
