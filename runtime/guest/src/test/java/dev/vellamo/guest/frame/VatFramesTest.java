package dev.vellamo.guest.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VatFramesTest {

    private static ToVat.Deliver call(Passable argument, Slot... slots) {
        var message = new Delivery.Message(Slot.ROOT, "take", new CapData(argument, List.of(slots)), null);
        return new ToVat.Deliver(1, message);
    }

    private static CapData sent(Passable argument, Slot... slots) {
        var frame = decoded(VatFrames.toVat(), VatFrames.encode(call(argument, slots)));
        return ((Delivery.Message) ((ToVat.Deliver) frame).delivery()).arguments();
    }

    private static <T> T decoded(FrameAssembly<T> assembly, List<Payload> parcels) {
        T frame = null;
        for (var parcel : parcels) {
            assertThat(frame).isNull();
            frame = add(assembly, parcel.bytes().copy());
        }
        return Objects.requireNonNull(frame);
    }

    private static <T> @Nullable T add(FrameAssembly<T> assembly, byte... parcel) {
        return assembly.add(parcel, 0, parcel.length);
    }

    @Nested
    class WhatIsTooLarge {

        private static final int LIMIT = VatFrames.MAX_FRAME_BYTES;

        @Test
        void isRefusedByTheSenderBeforeAnythingIsSent() {
            var refused = catchThrowableOfType(
                    GuestException.class, () -> VatFrames.encode(call(new Passable.Json(new byte[LIMIT]))));

            assertThat(refused.code()).isEqualTo(WireError.TOO_LARGE);
            assertThat(refused).hasMessageContaining("MAX_FRAME_BYTES of " + LIMIT);
        }

        @Test
        void isRefusedByTheReceiverWithWhatGoesBeyondTheLimit() {
            var assembly = VatFrames.toVat();
            var parcel = new byte[VatFrames.MAX_PARCEL_BYTES];
            parcel[0] = VatFrames.MORE;
            for (var sent = 0L; sent + parcel.length - 1 <= LIMIT; sent += parcel.length - 1) {
                assertThat(add(assembly, parcel)).isNull();
            }

            var refused = catchThrowableOfType(GuestException.class, () -> add(assembly, parcel));

            assertThat(refused.code()).isEqualTo(WireError.TOO_LARGE);
            assertThatThrownBy(() -> add(assembly, VatFrames.LAST, (byte) 0)).isInstanceOf(GuestException.class);
        }

        @Test
        void isNotWhatIsAsLargeAsAllowed() {
            var overhead = VatFrames.encode(call(new Passable.Bytes(new byte[LIMIT - 100]))).stream()
                            .mapToInt(parcel -> parcel.length() - 1)
                            .sum()
                    - (LIMIT - 100);
            var largest = new Passable.Bytes(new byte[LIMIT - overhead]);

            assertThat(sent(largest).body()).isEqualTo(largest);
        }
    }

    @Nested
    class WhatIsMalformed {

        @ParameterizedTest
        @ValueSource(ints = {0, VatFrames.MAX_PARCEL_BYTES + 1})
        void isAParcelOfALengthThatNoneHas(int length) {
            assertThatThrownBy(() -> add(VatFrames.toVat(), new byte[length]))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("a parcel of " + length + " bytes");
        }

        @Test
        void isACountThatTheBytesCannotHold() {
            // An abort whose fault has 2^35 parts; then a completed crank with as many effects.
            assertThatThrownBy(() -> add(VatFrames.fromVat(), bytes(0, 2, 2, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 1)))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("a length of 34359738368 bytes where 0 are left");
            assertThatThrownBy(() -> add(VatFrames.fromVat(), bytes(0, 2, 2, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 1)))
                    .isInstanceOf(GuestException.class);
        }

        @Test
        void isANumberOfMoreThan64Bits() {
            var parcel = bytes(0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2);

            assertThatThrownBy(() -> add(VatFrames.fromVat(), parcel)).hasMessageContaining("more than 64 bits");
        }

        @Test
        void isATextThatIsNotUtf8() {
            assertThatThrownBy(() -> add(VatFrames.fromVat(), bytes(0, 1, 1, 2, 0xFF, 0, 0)))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("not UTF-8");
        }

        @Test
        void isAReferenceBeyondTheSlots() {
            var parcel = VatFrames.encode(call(new Passable.Reference(1), Slot.ROOT))
                    .get(0)
                    .bytes()
                    .copy();

            assertThatThrownBy(() -> add(VatFrames.toVat(), parcel))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("a value is reference 1, and has 1");
        }

        @Test
        void isAFrameWithAnEmptyParcelInIt() {
            assertThatThrownBy(() -> add(VatFrames.toVat(), VatFrames.MORE)).isInstanceOf(GuestException.class);
        }

        private static byte[] bytes(int... values) {
            var bytes = new byte[values.length];
            for (var i = 0; i < values.length; i++) {
                bytes[i] = (byte) values[i];
            }
            return bytes;
        }
    }

    @Nested
    class AFile {

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "..", "a/b", "/", "..\\b", "a\0b"})
        void hasANameThatStaysInItsDirectory(String name) {
            assertThatThrownBy(() -> new CodeFile(name, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class AValue {

        @Test
        void thatIsABareReferenceStaysOne() {
            assertThat(sent(new Passable.Reference(1), Slot.ROOT, Slot.kernelPromise(4)))
                    .isEqualTo(new CapData(new Passable.Reference(1), List.of(Slot.ROOT, Slot.kernelPromise(4))));
        }

        @Test
        void becomesJsonThatSaysTheSame() {
            var list = new Passable.Sequence(List.of(
                    new Passable.Immutable("$5"), new Passable.Reference(0), new Passable.ImmutableItems(List.of(7))));

            assertThat(json(sent(list, Slot.ROOT))).isEqualTo("[\"$$5\",\"$0\",[7]]");
            assertThat(json(sent(Passable.NULL))).isEqualTo("null");
        }

        private static String json(CapData value) {
            return new String(((Passable.Json) value.body()).utf8(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aLongFrameIsSeveralParcelsThatEveryLinkAccepts() {
        var text = new Passable.Bytes(new byte[3 * VatFrames.MAX_PARCEL_BYTES]);
        var set = new WriteSet(
                List.of(new Effect.Settle(Slot.kernelPromise(1), new Settlement.Fulfilled(CapData.of(text)))), null);
        var result = new FromVat.Result(9, new CrankResult.Completed(set));

        var parcels = VatFrames.encode(result);

        assertThat(parcels).hasSize(4).allMatch(parcel -> parcel.length() <= VatFrames.MAX_PARCEL_BYTES);
        assertThat(decoded(VatFrames.fromVat(), parcels)).isEqualTo(result);
    }

    @Test
    void ofEndlessCausesTheFirstArrive() {
        var fault = new Fault("A", null, "last", null);
        for (var i = 0; i < 10_000; i++) {
            fault = new Fault("A", null, "number " + i, fault);
        }

        var arrived =
                ((FromVat.NotLoaded) decoded(VatFrames.fromVat(), VatFrames.encode(new FromVat.NotLoaded(fault))));

        var causes = 0;
        for (var next = arrived.reason().cause(); next != null; next = next.cause()) {
            causes++;
        }
        assertThat(arrived.reason().message()).isEqualTo("number 9999");
        assertThat(causes).isEqualTo(ValueFrames.MAX_CAUSES);
    }

    @Test
    void aCallTakesFewBytes() {
        var arguments = new Passable.ImmutableItems(List.of("hello"));

        assertThat(VatFrames.encode(call(arguments)).get(0).length()).isLessThan(32);
    }
}
