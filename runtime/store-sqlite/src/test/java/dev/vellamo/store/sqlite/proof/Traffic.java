package dev.vellamo.store.sqlite.proof;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Vats that call each other as often as they are told to. */
public final class Traffic {

    private Traffic() {}

    /** Calls the vat {@code callee} of its subcluster. */
    public static final class CallerVat implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new CallerRoot(vat);
        }
    }

    /** The root of a caller. */
    public static final class CallerRoot implements Remotable {
        private static final String CALLEE = "callee";
        private static final int ON_THE_WAY = 100;

        private final VatContext vat;

        CallerRoot(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            vat.baggage().init(CALLEE, Objects.requireNonNull(vats.get(CALLEE)));
        }

        /** Calls so many times; the sum of the answers, which is the number of calls. */
        public CompletionStage<Long> call(int times) {
            var calls = new Calls(vat.baggage().get(CALLEE, Ref.class), times, vat.deferred());
            for (int i = 0; i < ON_THE_WAY; i++) {
                calls.next();
            }
            return calls.end.promise();
        }
    }

    private static final class Calls {
        private final Ref callee;
        private final Deferred<Long> end;
        private final int times;
        private int made;
        private long answers;

        Calls(Ref callee, int times, Deferred<Long> end) {
            this.callee = callee;
            this.times = times;
            this.end = end;
        }

        void next() {
            if (made < times) {
                made++;
                callee.send("one", made).as(Integer.class).whenComplete(this::answered);
            }
        }

        private void answered(Integer answer, Throwable failure) {
            if (failure != null) {
                end.reject(failure);
                return;
            }
            answers += answer;
            if (answers == times) {
                end.resolve(answers);
            }
            next();
        }
    }

    /** Answers. */
    public static final class CalleeVat implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new CalleeRoot();
        }
    }

    /** The root of a callee. */
    public static final class CalleeRoot implements Remotable {
        public int one(int number) {
            return 1;
        }
    }
}
