package dev.vellamo.io.transport;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Listens at a path.
 *
 * <ul>
 *   <li>emits each accepted connection, when there is demand
 *   <li>backpressures by not accepting: the operating system queues up to the backlog, further clients wait
 *   <li>completes when it is unbound; fails if it cannot listen. A connection that cannot be accepted (too many open files)
 *       is no such failure: it is logged and tried again with backoff
 *   <li>when cancelled, unbinds
 * </ul>
 */
final class ListenStage
        extends AbstractGraphStageWithMaterializedValue<
                SourceShape<IncomingConnection>, CompletionStage<ServerBinding>> {

    private final SourceShape<IncomingConnection> shape = SourceShape.of(Outlet.create("Listen.out"));
    private final UnixTransport transport;
    private final Path path;
    private final BindOptions options;

    ListenStage(UnixTransport transport, Path path, BindOptions options) {
        this.transport = transport;
        this.path = path;
        this.options = options;
    }

    @Override
    public SourceShape<IncomingConnection> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<ServerBinding>> createLogicAndMaterializedValuePair(
            Attributes attributes) {
        var logic = new ListenLogic(shape, path, () -> transport.listen(path, options));
        return Pair.create(logic, logic.outcome());
    }
}
