package dev.vellamo.io.transport;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The flow of a connection that was accepted; behaves as {@link ConnectionLogic} says. It materialises once. */
final class AcceptedConnection extends GraphStage<FlowShape<ByteString, ByteString>> {

    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("AcceptedConnection.in"), Outlet.create("AcceptedConnection.out"));
    private final AtomicReference<@Nullable Connection> unclaimed;
    private final Consumer<Connection> onClaimed;

    /** @param onClaimed is told when a stage answers for the connection */
    AcceptedConnection(Connection connection, Consumer<Connection> onClaimed) {
        this.unclaimed = new AtomicReference<>(connection);
        this.onClaimed = onClaimed;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new ConnectionLogic(shape) {
            @Override
            public void preStart() {
                super.preStart();
                var connection = unclaimed.getAndSet(null);
                if (connection == null) {
                    failStage(new IllegalStateException("the flow of an accepted connection materialises only once"));
                } else {
                    onClaimed.accept(connection);
                    open(connection);
                }
            }
        };
    }
}
