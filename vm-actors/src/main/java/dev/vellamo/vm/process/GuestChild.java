package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A guest's process and all that belongs to it, as a supervisor sees it. No method blocks; stages complete on threads of
 * the child's.
 */
interface GuestChild {

    /** Begins to start one. */
    interface Starter {
        GuestChild start(GuestSpec spec);
    }

    /** Completes when the process runs; fails with {@link GuestLaunchException} if it does not. */
    CompletionStage<StartedGuest> started();

    /** Completes when the process has ended; never if it was not started. */
    CompletionStage<ChildExit> exited();

    /**
     * Completes when nothing is left of the guest, whether it was started or not, with what could not be released: one
     * sentence each. Follows on the end of the process by itself.
     */
    CompletionStage<List<String>> released();

    /** Asks the process to end (SIGTERM). */
    void terminate();

    /** Ends it with all that it started (SIGKILL), now or as soon as it exists. */
    void kill();

    /** Says that nobody reads from the link any more; before that, {@link #released} waits, as data may be on its way. */
    void closeLink();

    List<String> lastOutput();
}
