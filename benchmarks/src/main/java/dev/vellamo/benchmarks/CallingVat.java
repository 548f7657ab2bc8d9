package dev.vellamo.benchmarks;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls another vat again and again, with so many calls in flight. */
public final class CallingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private @Nullable Ref answering;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            answering = vats.get("answering");
        }

        /** Settled with the number of answers once there were {@code calls}. */
        public CompletionStage<Long> call(int calls, int inFlight) {
            var run = new Run(Optional.ofNullable(answering).orElseThrow(), calls, vat.deferred());
            for (int i = 0; i < inFlight; i++) {
                run.next();
            }
            return run.done.promise();
        }
    }

    private static final class Run {
        private final Ref answering;
        private final int calls;
        private final Deferred<Long> done;
        private int sent;
        private int answered;

        Run(Ref answering, int calls, Deferred<Long> done) {
            this.answering = answering;
            this.calls = calls;
            this.done = done;
        }

        void next() {
            if (sent < calls) {
                sent++;
                answering.send("answer", "a line of text").thenAccept(this::onAnswer);
            }
        }

        private void onAnswer(Object answer) {
            answered++;
            if (answered == calls) {
                done.resolve((long) answered);
            } else {
                next();
            }
        }
    }
}
