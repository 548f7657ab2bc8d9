package dev.vellamo.store.sqlite.proof;

import dev.vellamo.testkit.Eventually;

/** Host code in the process of the kernel: some calls are always on the way, until one has no outcome. */
final class HostLoad {

    private static final int WINDOW = 32;

    private final Banks banks;
    private final History history;
    private int onTheWay;
    private boolean isOver;

    HostLoad(Banks banks, History history) {
        this.banks = banks;
        this.history = history;
    }

    void begins() {
        for (int i = 0; i < WINDOW; i++) {
            calls();
        }
    }

    private synchronized void calls() {
        if (!isOver) {
            onTheWay++;
            var call = history.newCall();
            banks.outcome(call).thenAccept(outcome -> {
                outcome.ifPresentOrElse(told -> history.told(call.key(), told), () -> isUnknown(call));
                answered();
            });
        }
    }

    private synchronized void isUnknown(Call call) {
        history.note("unknown " + call.key());
        isOver = true;
    }

    private synchronized void answered() {
        onTheWay--;
        calls();
    }

    private synchronized boolean isAnswered() {
        return onTheWay == 0;
    }

    /** The kernel has ended; no call stays without an answer. */
    void awaitAnswers() {
        Eventually.holds(() -> "every call is answered", this::isAnswered);
    }
}
