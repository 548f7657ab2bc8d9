package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ChildExit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a guest failed.
 *
 * @param stage where it was
 * @param exit how its process ended; empty if it was not started, or its end was not seen
 * @param endedByUs whether its process ended because we killed it for the failure
 * @param lastOutput the last lines that it printed
 */
public record GuestFailure(
        Stage stage, String reason, Optional<ChildExit> exit, boolean endedByUs, List<String> lastOutput) {

    /** A part of a guest's life, with a deadline of its own or without end. */
    public enum Stage {
        STARTING,
        HANDSHAKING,
        READY
    }

    public GuestFailure {
        lastOutput = List.copyOf(lastOutput);
    }

    /** The whole of it for people, in several lines if it printed anything. */
    public String text() {
        var text = new StringBuilder("failed while " + stage.name().toLowerCase(Locale.ROOT) + ": " + reason);
        exit.ifPresent(how -> text.append(endedByUs ? "; its process was killed for that: " : "; its process ended: ")
                .append(how));
        if (!lastOutput.isEmpty()) {
            text.append("; the last it printed:\n  ").append(String.join("\n  ", lastOutput));
        }
        return text.toString();
    }
}
