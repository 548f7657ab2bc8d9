package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;

/** A call that host code made with an idempotency key; holds the promise for its outcome for as long as it is kept. */
final class KeyedCall extends Tracked {

    /** What a key means: the same text of another caller, or for another target, is another key. */
    record Scope(String caller, String target, String key) {}

    private final Scope scope;
    private final String fingerprint;
    private final KernelPromise outcome;
    private final long atMillis;

    KeyedCall(Scope scope, String fingerprint, KernelPromise outcome, long atMillis) {
        this.scope = scope;
        this.fingerprint = fingerprint;
        this.outcome = outcome;
        this.atMillis = atMillis;
    }

    Scope scope() {
        return scope;
    }

    String fingerprint() {
        return fingerprint;
    }

    KernelPromise outcome() {
        return outcome;
    }

    /** Whether it has no outcome yet. */
    boolean runs() {
        return outcome.settlement() == null;
    }

    long atMillis() {
        return atMillis;
    }

    @Override
    StoredRow row(Numbers numbers) {
        return new StoredRow.Outcome(
                scope.caller(), scope.target(), scope.key(), fingerprint, outcome.number(numbers), atMillis);
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.Outcome.key(scope.caller(), scope.target(), scope.key());
    }
}
