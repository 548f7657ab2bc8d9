package dev.vellamo.io.streams;

import dev.vellamo.io.link.LinkException;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** What takes the streams that the other side opens. */
@FunctionalInterface
public interface StreamHandler {

    /** Takes none. */
    StreamHandler NONE = invocation -> CompletableFuture.failedFuture(
            new LinkException(new WireFault(WireError.STREAMING_UNSUPPORTED, "nothing here handles streams")));

    /**
     * Called for each stream, on a thread of those that use the link: it must not block.
     *
     * @return what the stream is joined to: its input is what the other side sends, its output goes there. If it fails, so does
     *     the stream: with the fault of a {@link LinkException}, otherwise with {@link WireError#APPLICATION}.
     *     If the link ends before it is joined, it never runs
     */
    CompletionStage<Flow<ByteString, ByteString, NotUsed>> opened(Invocation invocation);
}
