package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineDecoderProperties {
    private static final int MAX_UNIT_BYTES = 12;

    private record Outcome(List<Object> units, Optional<SessionFailure> failure) {}

    @Property(tries = 2000)
    void anyChunkingGivesTheSameUnitsAndTheSameEnd(
            @ForAll("hostileBytes") byte[] bytes,
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 20) Integer> cuts) {
        assertThat(decode(split(bytes, cuts))).isEqualTo(decode(List.of(bytes)));
    }

    @Property
    void whatIsEncodedIsDecodedToTheSameUnits(@ForAll("lines") List<String> lines) throws UnitException {
        var encoder = new UnitEncoder(LineForm.INSTANCE, 4096);
        var wire = new ByteArrayOutputStream();
        for (var line : lines) {
            wire.writeBytes(encoder.encode(line));
        }

        assertThat(new LineDecoder(LineForm.INSTANCE, 4096)
                        .feed(wire.toByteArray())
                        .units()
                        .asList())
                .isEqualTo(lines);
    }

    @Property
    void neverHoldsMoreThanAUnitAndItsCarriageReturn(@ForAll("hostileBytes") byte[] bytes) {
        var decoder = new LineDecoder(LineForm.INSTANCE, MAX_UNIT_BYTES);
        for (byte each : bytes) {
            var decoded = decoder.feed(new byte[] {each});
            assertThat(decoded.partialBytes()).isLessThanOrEqualTo(MAX_UNIT_BYTES + 1);
            if (decoded.failure().isPresent()) {
                return;
            }
        }
    }

    @Provide
    Arbitrary<byte[]> hostileBytes() {
        var interesting = Arbitraries.of((byte) '\n', (byte) '\r', (byte) 'a', (byte) 0xC3, (byte) 0xBC, (byte) 0xE2);
        return Arbitraries.frequencyOf(Tuple.of(5, interesting), Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.strings()
                .withCharRange(' ', '\uD7FF')
                .ofMaxLength(40)
                .list()
                .ofMaxSize(20);
    }

    private static List<byte[]> split(byte[] bytes, List<Integer> cuts) {
        var chunks = new ArrayList<byte[]>();
        int at = 0;
        for (int length : cuts) {
            int end = Math.min(bytes.length, at + length);
            chunks.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        chunks.add(Arrays.copyOfRange(bytes, at, bytes.length));
        return chunks;
    }

    private static Outcome decode(List<byte[]> chunks) {
        var decoder = new LineDecoder(LineForm.INSTANCE, MAX_UNIT_BYTES);
        var units = new ArrayList<Object>();
        for (var chunk : chunks) {
            var decoded = decoder.feed(chunk);
            units.addAll(decoded.units().asList());
            if (decoded.failure().isPresent()) {
                return new Outcome(units, decoded.failure());
            }
        }
        var tail = decoder.finish();
        units.addAll(tail.units().asList());
        return new Outcome(units, tail.failure());
    }
}
