package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.ConfinementReport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a guest is.
 *
 * @param pid of its process; 0 before it is started
 * @param confinement what keeps it in its place; empty before it is started
 */
public record GuestStatus(State state, int pid, Optional<ConfinementReport> confinement) {

    /** What a guest is doing. */
    public enum State {
        /** Its process is being started. */
        STARTING,
        /** Its process runs, and has not yet said that it is ready. */
        HANDSHAKING,
        READY,
        /** It was asked to end, or told to. */
        STOPPING,
        /** Its process is killed or has ended, and what belongs to it is released. */
        RELEASING
    }

    static GuestStatus of(State state, @Nullable StartedGuest guest) {
        return guest == null
                ? new GuestStatus(state, 0, Optional.empty())
                : new GuestStatus(state, guest.pid(), Optional.of(guest.confinement()));
    }
}
