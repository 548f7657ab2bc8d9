package dev.vellamo.kernel.launch;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Holds back the vats of all subclusters that are restored until the IO channels of each listen or have failed to. So no
 * vat sends or gets a message while a channel of another is missing. Any thread may use it.
 */
final class RestoreGate {

    private final Set<String> awaited;
    private final CompletableFuture<Done> open = new CompletableFuture<>();

    /** Of the subclusters with these ids. */
    RestoreGate(Set<String> awaited) {
        this.awaited = new HashSet<>(awaited);
        openIfNoneIsAwaited();
    }

    /** The channels of this one were tried, or it ended before. May be said more than once. */
    synchronized void arrived(String subcluster) {
        awaited.remove(subcluster);
        openIfNoneIsAwaited();
    }

    CompletionStage<Done> open() {
        return open.minimalCompletionStage();
    }

    private void openIfNoneIsAwaited() {
        if (awaited.isEmpty()) {
            open.complete(Done.getInstance());
        }
    }
}
