package dev.vellamo.benchmarks.streams;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Asks one question after the other; the next is asked in the callback of the last answer. */
final class Echo {

    private static final int MOST = 1_000_000;

    private final PeerClient client;
    private final long[] nanos = new long[MOST];

    Echo(PeerClient client) {
        this.client = client;
    }

    /** How long each took, of all that are answered in that time. */
    long[] measure(long millis) {
        var run = new Run(System.nanoTime() + millis * 1_000_000);
        run.ask();
        return Arrays.copyOf(nanos, run.answered.join());
    }

    private final class Run {
        private final CompletableFuture<Integer> answered = new CompletableFuture<>();
        private final long endNanos;
        private int count;
        private long asked;

        Run(long endNanos) {
            this.endNanos = endNanos;
        }

        void ask() {
            asked = System.nanoTime();
            client.echo(this::onAnswer);
        }

        private void onAnswer() {
            var now = System.nanoTime();
            nanos[count++] = now - asked;
            if (now < endNanos && count < MOST) {
                ask();
            } else {
                answered.complete(count);
            }
        }
    }
}
