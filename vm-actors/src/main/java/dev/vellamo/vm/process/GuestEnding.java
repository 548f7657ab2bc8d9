package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestFailure.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a guest ends, and what had been seen of its process when that was decided.
 *
 * @param failed the stage in which it failed; null if it was stopped
 * @param reason what failed
 * @param exit how its process had ended by then; null if it ran, or had not been started
 */
record GuestEnding(
        @Nullable Stage failed, String reason, @Nullable ChildExit exit) {

    private static final ChildExit KILLED = new ChildExit.Signalled(9);

    static GuestEnding stopped(@Nullable ChildExit exit) {
        return new GuestEnding(null, "stopped", exit);
    }

    /** A failure while the process ran, or before it was started. */
    static GuestEnding failed(Stage stage, String reason) {
        return new GuestEnding(stage, reason, null);
    }

    /** The same of a guest that, as is heard now, had become ready before. */
    GuestEnding whenReady() {
        return failed == Stage.HANDSHAKING ? new GuestEnding(Stage.READY, reason, exit) : this;
    }

    /** What the owner is told at the end, when it is known how the process ended. */
    GuestNews.Ended news(@Nullable ChildExit finalExit, List<String> lastOutput, List<String> notReleased) {
        var how = Optional.ofNullable(finalExit);
        var killedForIt = exit == null && KILLED.equals(finalExit);
        return new GuestNews.Ended(
                Optional.ofNullable(failed).map(stage -> new GuestFailure(stage, reason, how, killedForIt, lastOutput)),
                how,
                notReleased);
    }
}
