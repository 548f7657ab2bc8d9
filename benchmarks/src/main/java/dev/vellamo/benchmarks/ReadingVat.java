package dev.vellamo.benchmarks;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Received;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads lines of an IO channel and counts them. */
public final class ReadingVat implements Vat {

    @Override
    public Object root(VatContext vat) {
        return new Root(vat);
    }

    /** Its root. */
    public static final class Root implements Remotable {
        private final VatContext vat;
        private @Nullable IoChannel lines;

        Root(VatContext vat) {
            this.vat = vat;
        }

        public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
            lines = Optional.ofNullable(services.get("lines")).orElseThrow().as(IoChannel.class);
        }

        /** Settled with the number of lines once there were at least {@code wanted}. */
        public CompletionStage<Long> read(long wanted, int linesAReceive, int inFlight) {
            var run = new Run(Optional.ofNullable(lines).orElseThrow(), wanted, linesAReceive, vat.deferred());
            for (int i = 0; i < inFlight; i++) {
                run.next();
            }
            return run.done.promise();
        }
    }

    private static final class Run {
        private final IoChannel lines;
        private final long wanted;
        private final int linesAReceive;
        private final Deferred<Long> done;
        private long read;

        Run(IoChannel lines, long wanted, int linesAReceive, Deferred<Long> done) {
            this.lines = lines;
            this.wanted = wanted;
            this.linesAReceive = linesAReceive;
            this.done = done;
        }

        void next() {
            var units = linesAReceive == 1 ? lines.receive() : lines.receiveMany(linesAReceive);
            units.whenComplete(this::onReceived);
        }

        private void onReceived(@Nullable Received received, @Nullable Throwable failure) {
            if (received == null) {
                done.reject(failure == null ? new IllegalStateException("nothing received") : failure);
                return;
            }
            read += received.units().size();
            if (read >= wanted) {
                done.resolve(read);
            } else {
                next();
            }
        }
    }
}
