package dev.vellamo.io.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vellamo.protocol.capdata.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnitEncoderTest {

    private static ErrorCode codeOf(UnitEncoder encoder, Object unit) {
        try {
            throw new AssertionError(new String(encoder.encode(unit), UTF_8));
        } catch (UnitException refused) {
            return refused.code();
        }
    }

    @Nested
    class OfLines {
        private final UnitEncoder encoder = new UnitEncoder(LineForm.INSTANCE, 8);

        @Test
        void refusesALineThatContainsANewline() {
            assertThatThrownBy(() -> encoder.encode("a\nb"))
                    .hasMessage("a line contains a newline at index 1; write the lines one by one");
            assertThat(codeOf(encoder, "a\n")).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesHalfASurrogatePair() {
            assertThat(codeOf(encoder, "a\uD800")).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesWhatIsNotAString() {
            assertThat(codeOf(encoder, 7)).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void countsBytesAndNotCharacters() {
            assertThat(codeOf(encoder, "\u00fc".repeat(5))).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
            assertThat(codeOf(encoder, "x".repeat(9))).isEqualTo(ErrorCode.UNIT_TOO_LARGE);
        }

        @Test
        void endsALineWithANewline() throws UnitException {
            assertThat(encoder.encode("\u00fc".repeat(4))).isEqualTo("\u00fc\u00fc\u00fc\u00fc\n".getBytes(UTF_8));
            assertThat(encoder.encode("")).isEqualTo("\n".getBytes(UTF_8));
        }
    }

    @Nested
    class OfJson {
        private final UnitEncoder encoder = new UnitEncoder(new JsonForm(4096), 4096);

        @Test
        void refusesWhatIsNoJsonValue() {
            assertThat(codeOf(encoder, "text")).isEqualTo(ErrorCode.BAD_UNIT);
            assertThat(codeOf(encoder, MissingNode.getInstance())).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void refusesValuesThatAreNestedTooDeeply() {
            JsonNode deep = JsonNodeFactory.instance.numberNode(1);
            for (int i = 0; i < 1000; i++) {
                deep = JsonNodeFactory.instance.arrayNode().add(deep);
            }

            assertThat(codeOf(encoder, deep)).isEqualTo(ErrorCode.BAD_UNIT);
        }

        @Test
        void writesAValueOnOneLine() throws UnitException {
            var value =
                    JsonNodeFactory.instance.objectNode().put("text", "a\nb").put("n", 1);

            assertThat(encoder.encode(value)).isEqualTo("{\"text\":\"a\\nb\",\"n\":1}\n".getBytes(UTF_8));
        }
    }
}
