package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class UnseparatedUnitsProperties {
    private static final int MAX_UNIT_BYTES = 5;

    @Property
    void textIsTheSameHoweverItsBytesAreCut(
            @ForAll
                    @StringLength(max = 60)
                    @CharRange(from = 'a', to = 'c')
                    @CharRange(from = 'ü', to = 'ý')
                    @CharRange(from = '€', to = '₯')
                    String text,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 9) Integer> cuts) {
        var units = decode(UnitKind.CHARS, text.getBytes(UTF_8), cuts, MAX_UNIT_BYTES);

        assertThat(units)
                .allSatisfy(unit -> assertThat(((String) unit).getBytes(UTF_8)).hasSizeBetween(1, MAX_UNIT_BYTES));
        assertThat(String.join("", units.stream().map(String.class::cast).toList()))
                .isEqualTo(text);
        assertThat(String.join(
                        "",
                        decode(UnitKind.STRING, text.getBytes(UTF_8), cuts, 1024).stream()
                                .map(String.class::cast)
                                .toList()))
                .isEqualTo(text);
    }

    @Property
    void bytesAreTheSameHoweverTheyAreCut(
            @ForAll @Size(max = 60) byte[] bytes,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 9) Integer> cuts) {
        var joined = new ByteArrayOutputStream();
        for (var unit : decode(UnitKind.BYTES, bytes, cuts, MAX_UNIT_BYTES)) {
            assertThat((byte[]) unit).hasSizeBetween(1, MAX_UNIT_BYTES);
            joined.writeBytes((byte[]) unit);
        }

        assertThat(joined.toByteArray()).isEqualTo(bytes);
    }

    @Property
    void whatIsNotUtf8IsRefusedHoweverItIsCut(
            @ForAll @Size(max = 40) byte[] bytes,
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 9) Integer> cuts) {
        boolean isUtf8 = Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
        var decoder = UnitCodec.of(UnitKind.CHARS, 1024).newDecoder();
        boolean refused = false;
        for (var chunk : split(bytes, cuts)) {
            refused = decoder.feed(chunk).failure().isPresent();
            if (refused) {
                break;
            }
        }

        assertThat(refused || decoder.finish().failure().isPresent()).isEqualTo(!isUtf8);
    }

    private static List<Object> decode(UnitKind kind, byte[] bytes, List<Integer> cuts, int maxUnitBytes) {
        var decoder = UnitCodec.of(kind, maxUnitBytes).newDecoder();
        var units = new ArrayList<>();
        for (var chunk : split(bytes, cuts)) {
            var decoded = decoder.feed(chunk);
            assertThat(decoded.failure()).isEmpty();
            units.addAll(decoded.units().asList());
        }
        units.addAll(decoder.finish().units().asList());
        return units;
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
}
