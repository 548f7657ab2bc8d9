package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesDecoderTest {
    private static final String HELLO = "{\"type\":\"hello\",\"version\":1,\"role\":\"child\"}\n";

    private static RecordingSink read(String lines) {
        var sink = new RecordingSink();
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        Codec.LINES.decoder(Peer.SMALL).decode(bytes, 0, bytes.length, sink);
        return sink;
    }

    @Test
    void aHelloHasDefaultsAndUnknownMembersAreIgnored() {
        var sink = read("\n  \r\n{\"role\":\"child\",\"type\":\"hello\",\"version\":1,\"later\":{}}\n");
        assertThat(sink.frames)
                .containsExactly(new Frame.Greeting(new Hello(1, Role.CHILD, 0, 0, null, WireLimits.DEFAULT)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"new\"}|connection UNSUPPORTED",
                "{\"type\":\"data\",\"id\":1}|connection UNSUPPORTED",
                "{\"type\":\"stream\",\"kind\":\"data\"}|connection PROTOCOL",
                "{\"type\":\"response\",\"id\":0}|connection PROTOCOL",
                "{\"type\":\"ping\",\"number\":1e400}|connection DECODE",
                "{\"type\":\"ping\",\"number\":1,\"number\":2}|connection DECODE",
                "[1]|connection DECODE",
                "{\"type\":|connection DECODE",
                "{} {}|connection DECODE",
                "{\"type\":\"stream\",\"kind\":\"new\",\"id\":1}|stream 1 UNSUPPORTED",
                "{\"type\":\"stream\",\"kind\":\"credit\",\"id\":1,\"total\":-1}|stream 1 FLOW_CONTROL",
                "{\"type\":\"stream\",\"kind\":\"credit\",\"id\":1}|stream 1 FLOW_CONTROL",
                "{\"type\":\"stream\",\"kind\":\"data\",\"id\":1,\"b64\":\"!\"}|stream 1 DECODE",
                "{\"type\":\"stream\",\"kind\":\"data\",\"id\":1,\"json\":1}|stream 1 DECODE",
                "{\"type\":\"stream\",\"kind\":\"data\",\"id\":1,\"text\":\"\\ud800\"}|stream 1 DECODE"
            })
    void aBadLineHurtsWhatItBelongsTo(String line, String bad) {
        assertThat(read(HELLO + line + "\n").bad).containsExactly(bad);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"new\",\"ignorable\":true}",
                "{\"type\":\"stream\",\"kind\":\"new\",\"id\":1,\"ignorable\":true}"
            })
    void whatMayBeIgnoredIsIgnored(String line) {
        var sink = read(HELLO + line + "\n");
        assertThat(sink.bad).isEmpty();
        assertThat(sink.frames).hasSize(1);
    }

    @Test
    void aLineThatIsTooLongIsRefusedBeforeItIsHeld() {
        assertThat(read("{\"type\":\"hello\",\"x\":\"" + "x".repeat(4_096)).bad)
                .containsExactly("connection FRAME_TOO_LARGE");
        assertThat(read(HELLO + "x".repeat(2 * Peer.SMALL.maxFrameBytes() + 5_000)).bad)
                .containsExactly("connection FRAME_TOO_LARGE");
    }

    @Test
    void theFirstLineIsAHello() {
        assertThat(read("{\"type\":\"ping\",\"number\":1}\n").bad).containsExactly("connection PROTOCOL");
    }
}
