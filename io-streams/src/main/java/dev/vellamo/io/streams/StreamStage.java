package dev.vellamo.io.streams;

import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** One end of a stream; see {@link StreamLogic}. Materialised again, it is another stream. */
final class StreamStage extends GraphStage<FlowShape<ByteString, ByteString>> {

    private final Supplier<StreamEnd> ends;
    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("Stream.in"), Outlet.create("Stream.out"));

    StreamStage(Supplier<StreamEnd> ends) {
        this.ends = ends;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new StreamLogic(shape, ends.get());
    }
}
