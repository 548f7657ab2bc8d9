package dev.vellamo.vm.process;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What was agreed on with a guest that is ready. Its methods do not block. */
public interface GuestSession {

    /** Asks the guest to finish what runs and to end; its process ending is the answer. */
    void askToStop();

    /**
     * Completes when the link has ended and all that came on it was read; fails with the reason if it broke. It must
     * follow, soon, on the end of the guest's process.
     */
    CompletionStage<Done> ended();
}
