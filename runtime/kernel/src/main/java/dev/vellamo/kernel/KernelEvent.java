package dev.vellamo.kernel;

import java.nio.file.Path;

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

    /** A vat's root is there. */
    record VatStarted(String subcluster, String vat, String id) implements KernelEvent {}

    /** An IO channel accepts connections. */
    record ChannelListening(String subcluster, String channel, Path path) implements KernelEvent {}

    /** A listening IO channel failed; it is opened again after a while. */
    record ChannelFailed(String subcluster, String channel, String reason) implements KernelEvent {}

    /** The launch is complete: bootstrap has answered. */
    record Launched(String subcluster, String name) implements KernelEvent {}

    /** The launch failed and was undone. */
    record RolledBack(String subcluster, String name, KernelException reason) implements KernelEvent {}

    /** A vat ended though nobody asked it to. */
    record VatEnded(String subcluster, String vat, String id, String reason) implements KernelEvent {}

    /** The code of a vat did not return: its thread was written off and stays until it does. */
    record ThreadWrittenOff(String subcluster, String vat, String thread) implements KernelEvent {}

    /** The code on a written-off thread returned; nothing of that vat is left. */
    record ThreadCameBack(String subcluster, String vat, String thread) implements KernelEvent {}

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
