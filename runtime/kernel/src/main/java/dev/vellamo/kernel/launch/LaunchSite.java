package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.guest.Guests;
import dev.vellamo.kernel.host.HostSide;
import dev.vellamo.kernel.host.ServiceRegistry;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all launches of one kernel share.
 *
 * @param transports what IO channels are joined to
 * @param guests what their guests share
 * @param vatNumbers the number of the last vat; the next one is {@code v} and one more
 * @param keeps whether the kernel has a store
 * @param over completes when the last commit was made, or failed
 */
public record LaunchSite(
        KernelSettings settings,
        VatRunner.VatSite vats,
        HostSide host,
        ServiceRegistry services,
        ChannelTransports transports,
        Guests guests,
        SubclusterTable table,
        AtomicLong vatNumbers,
        boolean keeps,
        CompletableFuture<Done> over) {

    private static final Logger LOG = LoggerFactory.getLogger("dev.vellamo.kernel");

    /** Tells the listener. What it throws is its own affair: it must not end a subcluster or the pool's watchdog. */
    void event(KernelEvent event) {
        try {
            settings.listener().accept(event);
        } catch (RuntimeException | Error e) {
            LOG.error("a listener of kernel events failed on {}", event, e);
        }
    }

    void submit(Entry entry) {
        vats.sequencer().submit(entry);
    }

    /**
     * Completes, on a thread that must not be held, when everything that was submitted so far is on disk, or when the kernel
     * is over before it was.
     */
    CompletionStage<?> onDisk() {
        var told = new CompletableFuture<Done>();
        submit(new Entry.Tell(() -> told.complete(Done.getInstance())));
        return CompletableFuture.anyOf(told, over);
    }

    /** The kernel goes down and keeps its state: nothing is applied any more. */
    boolean isHalted() {
        return vats.sequencer().isHalted();
    }
}
