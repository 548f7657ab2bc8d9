package dev.vellamo.kernel.launch;

import java.util.Optional;
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
        public CompletionStage<Optional<String>> release() {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /** For reports: {@code vat bob}. */
    String name();

    /**
     * Gives it back. Called once.
     *
     * @return the name of a thread that had to be written off for it, if one had
     */
    CompletionStage<Optional<String>> release();
}
