package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
    private static final int MAX_UNIT_BYTES = 16;

    private final LineDecoder decoder = new LineDecoder(LineForm.INSTANCE, MAX_UNIT_BYTES);

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Optional<ErrorCode> code(Decoded decoded) {
        return decoded.failure().map(SessionFailure::code);
    }

    @Nested
    class OverTheLimit {
        @Test
        void failsAsSoonAsTheLimitIsPassedWithoutANewline() {
            var decoded = decoder.feed(utf8("ok\n" + "x".repeat(MAX_UNIT_BYTES + 1)));

            assertThat(decoded.units().asList()).containsExactly("ok");
            assertThat(code(decoded)).contains(ErrorCode.UNIT_TOO_LARGE);
            assertThat(decoded.failure().orElseThrow().message()).isEqualTo("a line is larger than maxUnitBytes 16");
        }

        @Test
        void keepsNothingOfWhatIsTooLarge() {
            var decoded = decoder.feed(new byte[1 << 20]);

            assertThat(decoded.partialBytes()).isZero();
            assertThat(decoder.partialBytes()).isZero();
        }

        @Test
        void takesNothingAfterwards() {
            decoder.feed(new byte[MAX_UNIT_BYTES + 2]);

            assertThatThrownBy(() -> decoder.feed(utf8("late\n"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(decoder::finish).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void doesNotCountTheLineEnd() {
            var line = "x".repeat(MAX_UNIT_BYTES);

            assertThat(decoder.feed(utf8(line + "\n" + line + "\r\n")).units().asList())
                    .containsExactly(line, line);
        }

        @Test
        void waitsForTheByteAfterACarriageReturnAtTheLimit() {
            var line = "x".repeat(MAX_UNIT_BYTES);

            assertThat(decoder.feed(utf8(line + "\r")).failure()).isEmpty();
            assertThat(decoder.feed(utf8("")).failure()).isEmpty();
            assertThat(decoder.feed(utf8("\n")).units().asList()).containsExactly(line);
        }

        @Test
        void refusesAnythingButANewlineAfterACarriageReturnAtTheLimit() {
            decoder.feed(utf8("x".repeat(MAX_UNIT_BYTES) + "\r"));

            assertThat(code(decoder.feed(utf8("\r")))).contains(ErrorCode.UNIT_TOO_LARGE);
        }
    }

    @Nested
    class OfMalformedText {
        @Test
        void deliversTheUnitsBeforeIt() {
            var decoded = decoder.feed(bytes('a', '\n', 0xC3, '\n', 'b', '\n'));

            assertThat(decoded.units().asList()).containsExactly("a");
            assertThat(code(decoded)).contains(ErrorCode.BAD_UNIT);
            assertThat(decoded.failure().orElseThrow().message()).isEqualTo("a unit of 1 bytes is not valid UTF-8");
        }

        @Test
        void refusesAnOverlongForm() {
            assertThat(code(decoder.feed(bytes(0xC0, 0x80, '\n')))).contains(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesHalfASurrogatePair() {
            assertThat(code(decoder.feed(bytes(0xED, 0xA0, 0x80, '\n')))).contains(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesATailThatEndsWithinACharacter() {
            assertThat(decoder.feed(bytes('a', '\n', 'b', 0xE2, 0x82)).units().asList())
                    .containsExactly("a");

            assertThat(code(decoder.finish())).contains(ErrorCode.BAD_UNIT);
        }

        @Test
        void acceptsTheReplacementCharacterItself() {
            assertThat(decoder.feed(utf8("a\uFFFDb\n")).units().asList()).containsExactly("a\uFFFDb");
        }
    }

    @Nested
    class OfLines {
        @Test
        void joinsACharacterThatIsCutInTwo() {
            var text = utf8("gr\u00fc\u00df \uD83D\uDE00\n");
            var units = new UnitBatch(0);
            for (byte each : text) {
                var decoded = decoder.feed(new byte[] {each}).units();
                decoded.moveTo(units, 0, decoded.count());
            }

            assertThat(units.asList()).containsExactly("gr\u00fc\u00df \uD83D\uDE00");
        }

        @Test
        void removesOneCarriageReturnOfTheLineEndAndNoOther() {
            assertThat(decoder.feed(utf8("a\r\nb\r\r\nc\rd\n\r\n")).units().asList())
                    .containsExactly("a", "b\r", "c\rd", "");
        }

        @Test
        void keepsEmptyLines() {
            assertThat(decoder.feed(utf8("\n\na\n\n")).units().asList()).containsExactly("", "", "a", "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"tail", "ta\u00fcl", "tail\r"})
        void deliversAnUnterminatedTailAtTheEnd(String tail) {
            assertThat(decoder.feed(utf8("a\n" + tail)).units().asList()).containsExactly("a");

            assertThat(decoder.finish().units().asList()).containsExactly(tail.strip());
        }

        @Test
        void deliversNoTailAfterANewline() {
            decoder.feed(utf8("a\n"));

            assertThat(decoder.finish().units().isEmpty()).isTrue();
        }

        @Test
        void chargesItsBytesAndItsObjects() {
            assertThat(decoder.feed(utf8("12345\r\n")).units().totalCost())
                    .isEqualTo(7 + UnitBatch.UNIT_OVERHEAD_BYTES);
        }
    }

    @Nested
    class OfJson {
        private final LineDecoder json = new LineDecoder(new JsonForm(64), 64);

        @Test
        void readsOneValueALine() {
            var units = json.feed(utf8("{\"a\":[1,2.50,null]}\n\r\n\"x\"\r\ntrue\n"))
                    .units()
                    .asList();

            assertThat(units).hasToString("[{\"a\":[1,2.50,null]}, \"x\", true]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "1 2", "{\"a\":1,\"a\":2}", "NaN", "'a'", "// c", "  ", "\uFEFF1", "01", "[1,]"})
        void refusesWhatIsNotOneStrictValue(String line) {
            var decoded = json.feed(utf8("1\n" + line + "\n"));

            assertThat(decoded.units().asList()).hasSize(1);
            assertThat(code(decoded)).contains(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesValuesThatAreNestedTooDeeply() {
            var deep = new LineDecoder(new JsonForm(4096), 4096);

            assertThat(code(deep.feed(utf8("[".repeat(1000) + "]".repeat(1000) + "\n"))))
                    .contains(ErrorCode.BAD_UNIT);
        }

        @Test
        void keepsNumbersExactly() {
            assertThat(json.feed(utf8("1e400\n0.1000000000000000055511151231257827\n"))
                            .units()
                            .asList())
                    .hasToString("[1E+400, 0.1000000000000000055511151231257827]");
        }
    }
}
