package dev.vellamo.guest.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class VatFramesProperties {

    @Provide
    Arbitrary<ToVat> toVat() {
        return FrameArbitraries.toVat();
    }

    @Provide
    Arbitrary<FromVat> fromVat() {
        return FrameArbitraries.fromVat();
    }

    @Property
    void whatAKernelSaysArrivesAsItWas(@ForAll("toVat") ToVat frame) {
        assertThat(decoded(VatFrames.toVat(), VatFrames.encode(frame))).containsExactly(frame);
    }

    @Property
    void whatAGuestSaysArrivesAsItWas(@ForAll("fromVat") FromVat frame) {
        assertThat(decoded(VatFrames.fromVat(), VatFrames.encode(frame))).containsExactly(frame);
    }

    @Property(tries = 300)
    void framesThatAreCutIntoAnyParcelsArriveInOrder(
            @ForAll @Size(max = 5) List<@From("toVat") ToVat> frames,
            @ForAll @IntRange(min = 1, max = 40) int parcelBytes) {
        var parcels = new ArrayList<Payload>();
        frames.forEach(frame -> parcels.addAll(cut(VatFrames.encode(frame), parcelBytes)));

        assertThat(decoded(VatFrames.toVat(), parcels)).isEqualTo(frames);
    }

    @Property(tries = 3_000)
    void spoiledBytesOfAKernelAreRefusedOrAreAnotherFrame(
            @ForAll("toVat") ToVat frame, @ForAll("spoiling") Spoiling spoiling) {
        assertRefusedOrRead(VatFrames::toVat, spoiling.of(bytes(VatFrames.encode(frame))));
    }

    @Property(tries = 3_000)
    void spoiledBytesOfAGuestAreRefusedOrAreAnotherFrame(
            @ForAll("fromVat") FromVat frame, @ForAll("spoiling") Spoiling spoiling) {
        assertRefusedOrRead(VatFrames::fromVat, spoiling.of(bytes(VatFrames.encode(frame))));
    }

    @Property(tries = 3_000)
    void anyBytesAreRefusedOrAreAFrame(@ForAll @Size(max = 60) byte[] bytes) {
        assertRefusedOrRead(VatFrames::toVat, bytes);
        assertRefusedOrRead(VatFrames::fromVat, bytes);
    }

    @Property(tries = 300)
    void aFrameThatEndsTooEarlyIsRefused(@ForAll("toVat") ToVat frame, @ForAll @IntRange(min = 1, max = 1_000) int by) {
        var whole = bytes(VatFrames.encode(frame));
        var cut = Arrays.copyOf(whole, Math.max(0, whole.length - by));

        assertThat(tryReading(VatFrames.toVat(), cut)).isNotNull();
    }

    @Property(tries = 300)
    void aFrameThatDoesNotEndIsRefused(@ForAll("fromVat") FromVat frame) {
        var whole = bytes(VatFrames.encode(frame));

        assertThat(tryReading(VatFrames.fromVat(), Arrays.copyOf(whole, whole.length + 1)))
                .isNotNull();
    }

    /** Some bytes are changed, some taken out, some put in. */
    record Spoiling(int at, int change, int removed, List<Byte> inserted) {
        byte[] of(byte[] bytes) {
            var from = bytes.length == 0 ? 0 : at % bytes.length;
            var to = Math.min(bytes.length, from + removed);
            var spoiled = new byte[bytes.length - (to - from) + inserted.size()];
            System.arraycopy(bytes, 0, spoiled, 0, from);
            for (var i = 0; i < inserted.size(); i++) {
                spoiled[from + i] = inserted.get(i);
            }
            System.arraycopy(bytes, to, spoiled, from + inserted.size(), bytes.length - to);
            if (spoiled.length > 0) {
                spoiled[at % spoiled.length] ^= (byte) change;
            }
            return spoiled;
        }
    }

    @Provide
    Arbitrary<Spoiling> spoiling() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.bytes().list().ofMaxSize(5))
                .as(Spoiling::new);
    }

    private static <T> void assertRefusedOrRead(Supplier<FrameAssembly<T>> assembly, byte[] bytes) {
        tryReading(assembly.get(), bytes);
    }

    /** Why these bytes are no frame, or null. Anything but a {@link GuestException} fails the test. */
    private static @Nullable GuestException tryReading(FrameAssembly<?> assembly, byte[] bytes) {
        try {
            assembly.add(bytes, 0, bytes.length);
            return null;
        } catch (GuestException refused) {
            return refused;
        }
    }

    private static byte[] bytes(List<Payload> parcels) {
        assertThat(parcels).hasSize(1);
        return parcels.get(0).bytes().copy();
    }

    /** The same frame in parcels with at most so many bytes of it. */
    private static List<Payload> cut(List<Payload> whole, int parcelBytes) {
        var frame = bytes(whole);
        var parcels = new ArrayList<Payload>();
        for (var from = 1; from < frame.length; from += parcelBytes) {
            var to = Math.min(frame.length, from + parcelBytes);
            var parcel = Arrays.copyOfRange(frame, from - 1, to);
            parcel[0] = to < frame.length ? VatFrames.MORE : VatFrames.LAST;
            parcels.add(Payload.bytes(parcel));
        }
        return parcels;
    }

    private static <T> List<T> decoded(FrameAssembly<T> assembly, List<Payload> parcels) {
        var frames = new ArrayList<T>();
        for (var parcel : parcels) {
            var bytes = parcel.bytes();
            var frame = assembly.add(bytes.array(), bytes.offset(), bytes.length());
            if (frame != null) {
                frames.add(frame);
            }
        }
        return frames;
    }
}
