package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.RollbackReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
public record Release(Stack<Held> todo, Stack<RollbackReport.Release> done, List<String> writtenOffThreads) {

    /** Begins with what is held. */
    public static Release of(Stack<Held> held) {
        return new Release(held, Stack.empty(), List.of());
    }

    /** What is being released now, or {@code null} if all is done. */
    public @Nullable Held current() {
        return todo.isEmpty() ? null : todo.top();
    }

    public boolean isDone() {
        return todo.isEmpty();
    }

    public Release released(Held held, Optional<String> writtenOffThread) {
        return isCurrent(held) ? next(Outcome.RELEASED, "", writtenOffThread) : this;
    }

    public Release failed(Held held, Throwable reason) {
        return isCurrent(held) ? next(Outcome.FAILED, String.valueOf(reason.getMessage()), Optional.empty()) : this;
    }

    public Release timedOut(Held held, String limit) {
        return isCurrent(held) ? next(Outcome.TIMED_OUT, "not released within " + limit, Optional.empty()) : this;
    }

    /** Something arrived late. */
    public Release arrived(Held late) {
        return new Release(todo.isEmpty() ? todo.push(late) : todo.pushBelowTop(late), done, writtenOffThreads);
    }

    public RollbackReport report(String failedStep, List<String> unfinished) {
        return new RollbackReport(failedStep, done.oldestFirst(), unfinished, writtenOffThreads);
    }

    private boolean isCurrent(Held held) {
        return !todo.isEmpty() && todo.top() == held;
    }

    private Release next(Outcome outcome, String detail, Optional<String> writtenOffThread) {
        var longer = done.push(new RollbackReport.Release(todo.top().name(), outcome, detail));
        var threads = new ArrayList<>(writtenOffThreads);
        writtenOffThread.ifPresent(threads::add);
        return new Release(todo.pop(), longer, threads);
    }
}
