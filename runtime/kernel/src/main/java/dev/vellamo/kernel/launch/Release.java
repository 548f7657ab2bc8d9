package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.RollbackReport.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The release of everything a launch holds, newest first, one after the other.
 *
 * <p>A value: each event gives the next one. A release that fails or takes too long is noted and does not stop the others.
 * What arrives while things are being released is released next.
 *
 * @param todo its top is being released
 * @param done its top was released last
 */
public record Release(Stack<Held> todo, Stack<RollbackReport.Release> done) {

    /** Begins with what is held. */
    public static Release of(Stack<Held> held) {
        return new Release(held, Stack.empty());
    }

    /** Starts the release of one thing. A throw becomes a failure. */
    static CompletionStage<?> begin(Held held) {
        try {
            return held.release();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What waits while the current one is being released. */
    Stack<Held> waiting() {
        return todo.isEmpty() ? todo : todo.pop();
    }

    /** What is being released now, or {@code null} if all is done. */
    public @Nullable Held current() {
        return todo.isEmpty() ? null : todo.top();
    }

    public boolean isDone() {
        return todo.isEmpty();
    }

    public Release released(Held held) {
        return isCurrent(held) ? next(Outcome.RELEASED, "") : this;
    }

    public Release failed(Held held, Throwable reason) {
        return isCurrent(held) ? next(Outcome.FAILED, Causes.describe(reason)) : this;
    }

    public Release timedOut(Held held, String limit) {
        return isCurrent(held) ? next(Outcome.TIMED_OUT, "not released within " + limit) : this;
    }

    /** Something arrived late. */
    public Release arrived(Held late) {
        return new Release(todo.isEmpty() ? todo.push(late) : todo.pushBelowTop(late), done);
    }

    /** What was released so far, in this order. */
    public List<RollbackReport.Release> released() {
        return done.oldestFirst();
    }

    private boolean isCurrent(Held held) {
        return !todo.isEmpty() && todo.top() == held;
    }

    private Release next(Outcome outcome, String detail) {
        return new Release(
                todo.pop(), done.push(new RollbackReport.Release(todo.top().name(), outcome, detail)));
    }
}
