import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The last vat: writes each report as JSON to all who are connected to the feed. */
public final class Report implements Vat {

    /** One line of the feed. */
    public record Entry(int number, Map<String, Integer> totals) {}

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    public static final class Root implements Remotable {
        private static final Duration UNTIL_NEXT_TRY = Duration.ofMillis(100);

        private final VatContext vat;
        private IoChannel feed;
        private int reports;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void to(Ref newFeed) {
            feed = newFeed.as(IoChannel.class);
        }

        /** Answered when a listener got it: until then the vats before this one wait, and so does who sells. */
        public CompletionStage<?> report(Map<String, Integer> totals) {
            reports++;
            return write(new Entry(reports, totals));
        }

        private CompletionStage<?> write(Entry entry) {
            return feed.write(entry).exceptionallyCompose(failure -> {
                if (failure instanceof VatException known && known.is(ErrorCode.NO_CLIENT)) {
                    return tryAgain(entry);
                }
                throw new IllegalStateException("the feed is gone", failure);
            });
        }

        private CompletionStage<Void> tryAgain(Entry entry) {
            Deferred<Void> later = vat.deferred();
            vat.timers().after(UNTIL_NEXT_TRY, () -> later.resolve(write(entry)));
            return later.promise();
        }
    }
}
