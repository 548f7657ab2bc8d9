package dev.vellamo.io.transport;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Listens at an address.
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
    private final String address;
    private final Supplier<Listener> listen;

    /**
     * Listens somewhere.
     *
     * @param address for messages
     * @param listen may block; called on a dispatcher made for that
     */
    ListenStage(String address, Supplier<Listener> listen) {
        this.address = address;
        this.listen = listen;
    }

    @Override
    public SourceShape<IncomingConnection> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<ServerBinding>> createLogicAndMaterializedValuePair(
            Attributes attributes) {
        var logic = new ListenLogic(shape, address, listen);
        return Pair.create(logic, logic.outcome());
    }
}
