package dev.vellamo.kernel;

import dev.vellamo.protocol.config.IoConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that happened in a kernel.
 *
 * <p>The events of one subcluster come in the order in which they happened. Whoever listens is called on the kernel's
 * threads and must return at once.
 */
public sealed interface KernelEvent {

    /** The id of the subcluster it happened in, such as {@code s1}; empty text for what happens to the kernel. */
    String subcluster();

    /** A launch began. */
    record Launching(String subcluster, String name) implements KernelEvent {}

    /** A subcluster of an earlier kernel is brought back from the store. */
    record Restoring(String subcluster, String name) implements KernelEvent {}

    /** All of it was tried: its vats run or are quarantined, its channels listen or are tried again. */
    record Restored(String subcluster, String name) implements KernelEvent {}

    /** A stored subcluster cannot come back with this version; it stays stored. */
    record NotRestored(String subcluster, String name, String reason) implements KernelEvent {}

    /** A vat's root is there. */
    record VatStarted(String subcluster, String vat, String id) implements KernelEvent {}

    /**
     * An IO channel accepts connections, or is connected itself.
     *
     * @param address a path, or host and port as they are in fact, or {@code console}
     */
    record ChannelListening(String subcluster, String channel, IoConfig.Type type, String address)
            implements KernelEvent {}

    /**
     * An IO channel does not listen, is not connected, or has no file; that is tried again, with growing pauses, until it is.
     * It failed or ended while it was open, or came back from the store and could not begin. A launch is different: there
     * the first failure is {@link RolledBack}.
     *
     * @param hasListened whether it was open in this kernel
     */
    record ChannelFailed(String subcluster, String channel, boolean hasListened, String reason)
            implements KernelEvent {}

    /**
     * The process of a guest is ready.
     *
     * @param restarts how many processes it had before
     * @param confinement what keeps it in its place, and what does not
     */
    record GuestReady(String subcluster, String guest, int pid, int restarts, String confinement)
            implements KernelEvent {}

    /**
     * The process of a guest ended though nobody asked it to, or could not be started. The vats in it restart or end, as
     * their config says; the guest starts again with the first of them.
     */
    record GuestDied(String subcluster, String guest, String reason) implements KernelEvent {}

    /** The launch is complete: bootstrap has answered. */
    record Launched(String subcluster, String name) implements KernelEvent {}

    /** The launch failed and was undone. */
    record RolledBack(String subcluster, String name, KernelException reason) implements KernelEvent {}

    /**
     * A vat lost its heap by a fault and starts again, with its state, after a pause.
     *
     * @param code of the fault
     */
    record VatRestarting(String subcluster, String vat, String id, String code, String reason, Duration startsIn)
            implements KernelEvent {}

    /**
     * A vat has a new heap.
     *
     * @param restarts how many it had since this kernel started, this one included
     */
    record VatRestarted(String subcluster, String vat, String id, int restarts) implements KernelEvent {}

    /**
     * A vat could not start again: its code is missing or broken, or its root failed. It keeps its state and what waits for
     * it.
     *
     * @param triesIn after which it is tried again; empty: only when it is asked to restart
     */
    record VatQuarantined(String subcluster, String vat, String id, String reason, Optional<Duration> triesIn)
            implements KernelEvent {}

    /**
     * A vat ended by itself, by a fault, or because it was terminated while its subcluster goes on.
     *
     * @param code why: {@code VAT_TERMINATED} if that was wanted
     */
    record VatEnded(String subcluster, String vat, String id, String code, String reason) implements KernelEvent {}

    /** The code of a vat did not return: its thread was written off and stays until it does. */
    record ThreadWrittenOff(String subcluster, String vat, String thread) implements KernelEvent {}

    /** The code on a written-off thread returned; nothing of that vat is left. */
    record ThreadCameBack(String subcluster, String vat, String thread) implements KernelEvent {}

    /** The kernel ends, and a subcluster stays in its store as it is, for the next kernel. */
    record Kept(String subcluster, String name, RollbackReport report) implements KernelEvent {}

    /** A subcluster ended after it had run. */
    record Terminated(String subcluster, String name, String reason, RollbackReport report) implements KernelEvent {}

    /** The kernel cannot write to its store. Nothing more leaves it, and it ends. */
    record StoreFailed(String store, String reason) implements KernelEvent {
        @Override
        public String subcluster() {
            return "";
        }
    }
}
