package dev.vellamo.io.transport;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** A listening socket, or what stands for one. */
public interface ServerBinding {

    /** Where it listens, or is connected to, for people: a path, or host and port. */
    String localAddress();

    /**
     * Stops accepting and removes the socket file, if there is one and it is still the one this binding made. Connections live on.
     * Calling it again returns the same result.
     */
    CompletionStage<Done> unbind();

    /** Completes when the binding ended, however it did; fails if it ended by a failure. */
    CompletionStage<Done> whenUnbound();
}
