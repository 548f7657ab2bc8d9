package dev.vellamo.kernel.launch;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step while it runs, and what it brought until its owner takes that over.
 *
 * <p>Invariant: what the step brings is taken over by the owner once it was told, or, once the attempt was abandoned, is
 * released on arrival.
 */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** Who waits for the outcome. Called at most once, on any thread. */
    @FunctionalInterface
    interface Listener {
        void ended(Attempt attempt, @Nullable Held held, @Nullable Throwable failure);
    }

    /** Running, abandoned, or ended with what it brought. */
    private sealed interface State {}

    private enum Open implements State {
        RUNNING,
        ABANDONED
    }

    private record Ended(@Nullable Held held) implements State {}

    private final Step step;
    private final Listener listener;
    private final AtomicReference<State> state = new AtomicReference<>(Open.RUNNING);
    private final AtomicBoolean cancelled = new AtomicBoolean();

    Attempt(Step step, Listener listener) {
        this.step = step;
        this.listener = listener;
    }

    String name() {
        return step.name();
    }

    void start() {
        try {
            step.acquire().whenComplete(this::ended);
        } catch (RuntimeException | Error e) {
            ended(null, e);
        }
    }

    /** The launch gives up; says so to the step once. A throw is logged: the launch fails for a reason of its own. */
    void cancel() {
        if (!cancelled.compareAndSet(false, true)) {
            return;
        }
        try {
            step.cancel();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} could not be cancelled", step.name(), e);
        }
    }

    /** Nobody listens any more. Returns false if the outcome is on its way to the listener already. */
    boolean abandon() {
        return state.compareAndSet(Open.RUNNING, Open.ABANDONED);
    }

    /** The listener is gone: what is on its way to it is released. Must not be called once the listener took it over. */
    void abandonWithOutcome() {
        if (state.getAndSet(Open.ABANDONED) instanceof Ended ended) {
            releaseLate(ended.held());
        }
    }

    private void ended(@Nullable Held held, @Nullable Throwable failure) {
        if (state.compareAndSet(Open.RUNNING, new Ended(held))) {
            listener.ended(this, held, failure);
        } else {
            releaseLate(held);
        }
    }

    private static void releaseLate(@Nullable Held late) {
        if (late == null || late == Held.NOTHING) {
            return;
        }
        LOG.info("{} arrived after its launch had failed; it is released", late.name());
        Release.begin(late).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("{} arrived late and could not be released", late.name(), failure);
            }
        });
    }
}
