package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import java.util.List;
import java.util.Optional;

/** What a guest's supervisor tells its owner: that it is ready, at most once, and that it is gone, exactly once. */
public sealed interface GuestNews {

    /** The guest can be worked with. */
    record Ready(StartedGuest guest, GuestSession session) implements GuestNews {}

    /**
     * The guest is gone.
     *
     * @param failure why, if nobody asked for it
     * @param exit how its process ended; empty if it was not started, or its end was not seen
     * @param notReleased what is left of it, a sentence each
     */
    record Ended(Optional<GuestFailure> failure, Optional<ChildExit> exit, List<String> notReleased)
            implements GuestNews {
        public Ended {
            notReleased = List.copyOf(notReleased);
        }
    }
}
