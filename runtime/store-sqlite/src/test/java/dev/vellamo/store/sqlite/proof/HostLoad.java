package dev.vellamo.store.sqlite.proof;

import dev.vellamo.testkit.Eventually;

/** Host code in the process of the kernel: some calls are always on the way, until one has no outcome. */
final class HostLoad {

    private static final int WINDOW = 32;

    private final Banks banks;
    private final History history;
    private int onTheWay;
    private boolean goesOn;

    HostLoad(Banks banks, History history) {
        this.banks = banks;
        this.history = history;
    }

    /** From now on there are new calls. */
    void begins() {
        goesOn(true);
        for (int i = 0; i < WINDOW; i++) {
            calls(history.newCall());
        }
    }

    private synchronized void goesOn(boolean on) {
        goesOn = on;
    }

    synchronized void calls(Call call) {
        onTheWay++;
        banks.outcome(call).thenAccept(outcome -> {
            outcome.ifPresentOrElse(told -> history.told(call.key(), told), () -> isUnknown(call));
            answered();
        });
    }

    private void isUnknown(Call call) {
        history.note("unknown " + call.key());
        goesOn(false);
    }

    private synchronized void answered() {
        onTheWay--;
        if (goesOn) {
            calls(history.newCall());
        }
    }

    private synchronized boolean isAnswered() {
        return onTheWay == 0;
    }

    /** No call stays without an answer, also if the kernel has ended. */
    void awaitAnswers() {
        Eventually.holds(() -> "every call is answered", this::isAnswered);
    }
}
