package dev.vellamo.vm.process;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What was agreed on with a guest that is ready. Its methods do not block. */
public interface GuestSession {

    /** Asks the guest to finish what runs and to end; its process ending is the answer. */
    void askToStop();

    /** Completes when the link has ended, with the reason if it was not agreed. */
    CompletionStage<Done> ended();
}
