package dev.vellamo.kernel;

import java.util.List;
import java.util.Optional;

/**
 * What a kernel consists of at one moment.
 *
 * @param subclusters in the order of their launch
 * @param services the names of registered services, sorted
 * @param writtenOffThreads threads of all vats whose code did not return in time and still has not
 */
public record KernelStatus(
        String kernel, List<SubclusterStatus> subclusters, List<String> services, List<String> writtenOffThreads) {

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

    /** One subcluster; vats and channels in the order of the config, as far as they were started. */
    public record SubclusterStatus(
            String id, String name, Phase phase, List<VatStatus> vats, List<ChannelStatus> channels) {
        public SubclusterStatus {
            vats = List.copyOf(vats);
            channels = List.copyOf(channels);
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
        OPENING,
        LISTENING,
        CLOSED
    }

    /** One IO channel. */
    public record ChannelStatus(String name, String path, ChannelState state) {}
}
