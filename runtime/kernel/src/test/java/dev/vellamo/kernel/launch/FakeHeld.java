package dev.vellamo.kernel.launch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Something held whose release does what a test says; at first it succeeds at once. */
final class FakeHeld implements Held {

    private final String name;
    private final List<String> journal;
    private CompletableFuture<Object> release = CompletableFuture.completedFuture("done");
    private @Nullable RuntimeException thrown;

    /**
     * Something held.
     *
     * @param journal where it enters its name each time that it is released
     */
    FakeHeld(String name, List<String> journal) {
        this.name = name;
        this.journal = journal;
    }

    /** Its release ends as this future does. */
    FakeHeld releasing(CompletableFuture<Object> outcome) {
        release = outcome;
        return this;
    }

    FakeHeld throwing(RuntimeException failure) {
        thrown = failure;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<?> release() {
        journal.add(name);
        if (thrown != null) {
            throw thrown;
        }
        return release;
    }
}
