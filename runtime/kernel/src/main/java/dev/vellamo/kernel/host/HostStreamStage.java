package dev.vellamo.kernel.host;

import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelRef;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One end of a stream to a vat, as a flow: what goes in is written to the vat, what comes out the vat wrote.
 *
 * <p><b>Emits when</b> the vat wrote something and that crank is on disk.<br>
 * <b>Backpressures when</b> the vat has granted no credit. <b>Completes when</b> the vat has closed.<br>
 * <b>Cancels when</b> the vat reads no more. Its two sides end apart; it fails, both ways, if the stream fails.
 */
final class HostStreamStage extends GraphStage<FlowShape<ByteString, ByteString>> {

    /**
     * What to open.
     *
     * @param kept what keeps target and arguments usable, for as long as this is reachable
     */
    record Wanted(KernelRef target, KernelMessage opening, Object kept) {}

    private final HostStreams streams;
    private final Wanted wanted;
    private final Inlet<ByteString> in = Inlet.create("HostStream.in");
    private final Outlet<ByteString> out = Outlet.create("HostStream.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    HostStreamStage(HostStreams streams, Wanted wanted) {
        this.streams = streams;
        this.wanted = wanted;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new HostStreamLogic(shape, streams, wanted);
    }
}
