package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** A listening socket. */
public interface ServerBinding {

    Path localAddress();

    /**
     * Stops accepting and removes the socket file if it is still the one this binding made. Connections live on.
     * Calling it again returns the same result.
     */
    CompletionStage<Done> unbind();

    /** Completes when the binding ended, however it did; fails if it ended by a failure. */
    CompletionStage<Done> whenUnbound();
}
