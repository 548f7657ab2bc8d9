package dev.vellamo.io.transport;

import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.stream.Materializer;

/** Where what blocks is done. */
final class BlockingWork {

    private BlockingWork() {}

    static Executor executor(Materializer materializer) {
        return materializer.system().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
    }

    /** What a computation failed with, without the wrapping of a future. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
