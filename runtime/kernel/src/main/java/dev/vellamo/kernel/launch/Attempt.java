package dev.vellamo.kernel.launch;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step while it runs.
 *
 * <p>Invariant: what the step brings reaches the listener, or, once the attempt was abandoned, is released on arrival.
 */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** Who waits for the outcome. Called once, on any thread. */
    @FunctionalInterface
    interface Listener {
        void ended(Attempt attempt, @Nullable Held held, @Nullable Throwable failure);
    }

    private enum State {
        RUNNING,
        ENDED,
        ABANDONED
    }

    private final Step step;
    private final Listener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

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
        } catch (RuntimeException e) {
            ended(null, e);
        }
    }

    /** The launch gives up. A throw of the step is logged: the launch fails for a reason of its own. */
    void cancel() {
        try {
            step.cancel();
        } catch (RuntimeException e) {
            LOG.warn("{} could not be cancelled", step.name(), e);
        }
    }

    /** Nobody listens any more. Returns false if the outcome is on its way to the listener already. */
    boolean abandon() {
        return state.compareAndSet(State.RUNNING, State.ABANDONED);
    }

    private void ended(@Nullable Held held, @Nullable Throwable failure) {
        if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            listener.ended(this, held, failure);
        } else if (held != null) {
            releaseLate(held);
        }
    }

    private void releaseLate(Held late) {
        LOG.info("{} arrived after its launch had failed; it is released", late.name());
        late.release().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("{} arrived late and could not be released", late.name(), failure);
            }
        });
    }
}
