package dev.vellamo.kernel.launch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Something a launch acquired: a vat, an IO channel, a registration. */
public interface Held {

    /** What a step holds that acquired nothing. It is never released. */
    Held NOTHING = new Held() {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public CompletionStage<?> release() {
            return CompletableFuture.completedFuture("nothing");
        }
    };

    /** For reports: {@code vat bob}. */
    String name();

    /** Gives it back. Called once. A throw counts as a failure. */
    CompletionStage<?> release();
}
