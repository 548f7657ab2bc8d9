package dev.vellamo.kernel;

import dev.vellamo.kernel.store.StoreSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel consists of at one moment.
 *
 * @param subclusters in the order of their launch
 * @param services the names of registered services, sorted
 * @param writtenOffThreads threads of all vats whose code did not return in time and still has not
 * @param store what is kept; empty if nothing is
 */
public record KernelStatus(
        String kernel,
        List<SubclusterStatus> subclusters,
        List<String> services,
        List<String> writtenOffThreads,
        Optional<StoreStatus> store) {

    public KernelStatus {
        subclusters = List.copyOf(subclusters);
        services = List.copyOf(services);
        writtenOffThreads = List.copyOf(writtenOffThreads);
    }

    /** What a subcluster is doing. */
    public enum Phase {
        LAUNCHING,
        /** It comes back from the store. */
        RESTORING,
        RUNNING,
        TERMINATING
    }

    /** One subcluster; its parts in the order of the config, as far as they were started. */
    public record SubclusterStatus(
            String id,
            String name,
            Phase phase,
            List<VatStatus> vats,
            List<ChannelStatus> channels,
            List<GuestStatus> guests) {
        public SubclusterStatus {
            vats = List.copyOf(vats);
            channels = List.copyOf(channels);
            guests = List.copyOf(guests);
        }
    }

    /** Where a vat is in its life. */
    public enum VatState {
        STARTING,
        RUNNING,
        /** Its heap is lost and it starts again soon. */
        RESTARTING,
        /** It could not start again; it keeps its state and what waits for it. */
        QUARANTINED,
        ENDED
    }

    /**
     * One vat.
     *
     * @param queued deliveries that wait or run
     * @param restarts how many heaps it had since the kernel started, besides the first
     * @param reason why it ended, lost its last heap or is quarantined
     * @param writtenOffThread the last thread that its code did not leave, while it has not
     */
    public record VatStatus(
            String id,
            String name,
            VatState state,
            int queued,
            int restarts,
            Optional<String> reason,
            Optional<String> writtenOffThread) {}

    /** Where an IO channel is in its life. */
    public enum ChannelState {
        /** It is not bound or connected yet, or not any more; that is being tried. */
        OPENING,
        /** It accepts connections, or is connected itself. */
        LISTENING,
        CLOSED
    }

    /**
     * One IO channel.
     *
     * @param address a path, or host and port, or {@code console}
     */
    public record ChannelStatus(String name, String address, ChannelState state) {}

    /** Where a guest is in its life. */
    public enum GuestState {
        /** It has no process; it gets one when something is to run in it. */
        ABSENT,
        READY,
        ENDED
    }

    /**
     * One guest.
     *
     * @param pid of its process; 0 if it has none
     * @param restarts how many processes it had since the kernel started, besides the first
     * @param confinement what keeps its process in its place, and what does not; empty text before the first
     * @param reason why its last process ended, if nobody asked for that
     */
    public record GuestStatus(
            String name, GuestState state, int pid, int restarts, String confinement, Optional<String> reason) {}

    /**
     * How far the disk is behind.
     *
     * @param label what a person would call the store: the path of its file
     * @param applied how many entries of the total order were applied since the kernel started
     * @param onDisk how many of them are on disk with all that came of them
     * @param unwrittenRows that differ from the disk, those of a commit that runs not counted
     * @param waitingToLeave answers, calls and other things that leave the kernel once they are on disk; the same
     * @param commits since the kernel started
     * @param lastRows rows of the last one
     * @param lastDuration how long that took
     * @param size how much room the store takes; empty if that cannot be seen
     */
    public record StoreStatus(
            String label,
            long applied,
            long onDisk,
            int unwrittenRows,
            int waitingToLeave,
            long commits,
            int lastRows,
            Duration lastDuration,
            Optional<StoreSize> size) {}
}
