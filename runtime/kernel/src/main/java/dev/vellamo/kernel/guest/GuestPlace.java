package dev.vellamo.kernel.guest;

import java.util.concurrent.CompletionStage;

/** A guest as those see it who want to run something in it. */
@FunctionalInterface
public interface GuestPlace {

    /**
     * The link to its process, which is started if it does not run. Any thread; does not block.
     *
     * @return fails with why the guest does not run
     */
    CompletionStage<GuestLink> enter();
}
