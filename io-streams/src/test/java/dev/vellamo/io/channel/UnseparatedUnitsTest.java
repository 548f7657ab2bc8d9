package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.channel.ChannelSettings.UnitKind;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Units that no newline separates. */
class UnseparatedUnitsTest {
    private static final int MAX_UNIT_BYTES = 8;

    private static UnitCodec codec(UnitKind kind) {
        return UnitCodec.of(kind, MAX_UNIT_BYTES);
    }

    private static ErrorCode codeOf(Decoded decoded) {
        return decoded.failure().orElseThrow().code();
    }

    private static List<Object> units(Decoded decoded) {
        assertThat(decoded.failure()).isEmpty();
        return decoded.units().asList();
    }

    @Nested
    class AString {
        private final UnitDecoder decoder = codec(UnitKind.STRING).newDecoder();

        @Test
        void isRefusedAsSoonAsItIsTooLarge() {
            assertThat(units(decoder.feed("12345678".getBytes(UTF_8)))).isEmpty();

            var refused = decoder.feed("9".getBytes(UTF_8));

            assertThat(codeOf(refused)).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
            assertThat(refused.failure().orElseThrow().message()).isEqualTo("a string is larger than maxUnitBytes 8");
            assertThat(decoder.partialBytes()).isZero();
            assertThatThrownBy(decoder::finish).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void isRefusedIfItIsNotUtf8() {
            decoder.feed(new byte[] {'a', (byte) 0xC3});

            assertThat(codeOf(decoder.finish())).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void isAllThatWasSentWithItsNewlines() {
            decoder.feed("a\r\n".getBytes(UTF_8));
            var later = decoder.feed("b\n".getBytes(UTF_8));

            assertThat(later.partialBytes()).isEqualTo(5);
            assertThat(units(decoder.finish())).containsExactly("a\r\nb\n");
        }

        @Test
        void isNoneIfNothingWasSent() {
            assertThat(units(decoder.finish())).isEmpty();
        }
    }

    @Nested
    class Chars {
        private final UnitDecoder decoder = codec(UnitKind.CHARS).newDecoder();

        @Test
        void areRefusedIfTheyAreNotUtf8() {
            assertThat(codeOf(decoder.feed(new byte[] {'a', (byte) 0xC3, '('}))).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void areRefusedIfTheyEndWithinACharacter() {
            assertThat(units(decoder.feed(new byte[] {'a', (byte) 0xE2, (byte) 0x82})))
                    .containsExactly("a");
            assertThat(decoder.partialBytes()).isEqualTo(2);

            assertThat(codeOf(decoder.finish())).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void areRefusedIfOneCharacterIsLargerThanAUnit() {
            var narrow = UnitCodec.of(UnitKind.CHARS, 2).newDecoder();

            assertThat(codeOf(narrow.feed("\u20ac".getBytes(UTF_8)))).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
        }

        @Test
        void areAUnitAsTheyArrive() {
            assertThat(units(decoder.feed("a\nb".getBytes(UTF_8)))).containsExactly("a\nb");
            assertThat(units(decoder.finish())).isEmpty();
        }

        @Test
        void areCutBetweenCharactersIfTheyAreTooMany() {
            assertThat(units(decoder.feed("1234567\u20ac89".getBytes(UTF_8)))).containsExactly("1234567", "\u20ac89");
        }

        @Test
        void waitForTheRestOfACharacter() {
            assertThat(units(decoder.feed(new byte[] {(byte) 0xE2}))).isEmpty();
            assertThat(units(decoder.feed(new byte[] {(byte) 0x82}))).isEmpty();
            assertThat(units(decoder.feed(new byte[] {(byte) 0xAC, 'x'}))).containsExactly("\u20acx");
        }
    }

    @Nested
    class Bytes {
        private final UnitDecoder decoder = codec(UnitKind.BYTES).newDecoder();

        @Test
        void areAUnitAsTheyArriveOrSeveral() {
            assertThat(units(decoder.feed(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, -9})))
                    .containsExactly(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, new byte[] {-9});
            assertThat(decoder.partialBytes()).isZero();
            assertThat(units(decoder.finish())).isEmpty();
        }
    }

    @Nested
    class Writing {

        private ErrorCode refusal(UnitKind kind, Object unit) {
            try {
                codec(kind).encode(unit);
                throw new AssertionError("was written");
            } catch (UnitException refused) {
                return refused.code();
            }
        }

        @Test
        void refusesWhatIsTooLarge() {
            assertThat(refusal(UnitKind.STRING, "\u00fc".repeat(5))).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
            assertThat(refusal(UnitKind.CHARS, "x".repeat(9))).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
            assertThat(refusal(UnitKind.BYTES, new byte[9])).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
        }

        @Test
        void refusesWhatIsOfAnotherForm() {
            assertThat(refusal(UnitKind.STRING, new byte[1])).isEqualTo(ErrorCode.BAD_UNIT);
            assertThat(refusal(UnitKind.CHARS, 7)).isEqualTo(ErrorCode.BAD_UNIT);
            assertThat(refusal(UnitKind.CHARS, "\uD800")).isEqualTo(ErrorCode.BAD_UNIT);
            assertThat(refusal(UnitKind.BYTES, "x")).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void addsNothing() throws UnitException {
            assertThat(codec(UnitKind.STRING).encode("a\n")).isEqualTo("a\n".getBytes(UTF_8));
            assertThat(codec(UnitKind.CHARS).encode("\u00fc")).isEqualTo("\u00fc".getBytes(UTF_8));
            assertThat(codec(UnitKind.BYTES).encode(new byte[] {0, -1})).isEqualTo(new byte[] {0, -1});
        }
    }
}
