package dev.vellamo.guest;

import dev.vellamo.guest.frame.FrameAssembly;
import dev.vellamo.guest.frame.FromVat;
import dev.vellamo.guest.frame.ToVat;
import dev.vellamo.guest.frame.VatFrames;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.vat.engine.EngineWire;
import dev.vellamo.vat.engine.VatSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Has everything that goes into an engine and comes out of it encoded and decoded, as between a kernel and a guest. The tests
 * of {@code runtime/vat} run behind it.
 *
 * <p>What comes out is then given the form that it has within one JVM where that can be told, as those tests look at forms:
 * see {@link LocalForms}.
 */
public final class FramedWire implements EngineWire {

    @Override
    public VatSpec load(VatSpec spec) {
        return ((ToVat.Load) toVat(new ToVat.Load(spec, Optional.empty()))).spec();
    }

    @Override
    public VatState start(VatState state) {
        return ((ToVat.Start) toVat(new ToVat.Start(state))).state();
    }

    @Override
    public Delivery deliver(Delivery delivery) {
        return ((ToVat.Deliver) toVat(new ToVat.Deliver(1, delivery))).delivery();
    }

    @Override
    public CrankResult result(CrankResult result) {
        var frame = decoded(VatFrames.fromVat(), VatFrames.encode(new FromVat.Result(1, result)));
        return LocalForms.of(((FromVat.Result) frame).result());
    }

    private static ToVat toVat(ToVat frame) {
        return decoded(VatFrames.toVat(), VatFrames.encode(frame));
    }

    private static <T> T decoded(FrameAssembly<T> assembly, List<Payload> parcels) {
        T frame = null;
        for (var parcel : parcels) {
            var bytes = parcel.bytes();
            frame = assembly.add(bytes.array(), bytes.offset(), bytes.length());
        }
        return Objects.requireNonNull(frame);
    }
}
