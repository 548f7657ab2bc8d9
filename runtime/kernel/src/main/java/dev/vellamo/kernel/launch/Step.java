package dev.vellamo.kernel.launch;

import java.util.concurrent.CompletionStage;

/** One step of a launch plan. */
public interface Step {

    /** For reports: {@code vat bob}. */
    String name();

    /**
     * Does the step. A throw counts as a failure.
     *
     * @return what has to be released if the launch fails or the subcluster ends, or {@link Held#NOTHING}
     */
    CompletionStage<Held> acquire();

    /** The launch is given up while this step runs: end soon, either way. Called at most once. */
    void cancel();
}
