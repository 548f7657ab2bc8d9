package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import org.junit.jupiter.api.DisplayName;

/** Rows of the table of violations in {@code WIRE.md}: what can only be wrong with a line of JSON. */
class LineViolationsTest {

    /** What a change of the key "key" costs beside its value. */
    private static final int CHANGE_BYTES = WireLimits.HEADER_BYTES + BinaryBodies.KEY_CHANGED_BYTES + 3;

    private static String data(Scene scene, String members) {
        return "{\"type\":\"stream\",\"kind\":\"data\",\"id\":" + scene.id(1) + "," + members + "}";
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L1: Data whose payload cannot be read ends the stream, and costs 16 of the connection's credit")
    void dataThatCannotBeRead(End end) {
        for (String payload : new String[] {
            "\"b64\":\"!\"", "\"b64\":7", "\"text\":\"\\ud800\"", "\"text\":7", "\"json\":1", "\"more\":1"
        }) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.data(1, 10, true));
            scene.sayLine(data(scene, payload));
            assertThat(scene.honest.state.receivedBytes()).isEqualTo(26 + 16);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
            scene.endsTheStreamOnly(1, WireError.DECODE);
        }
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L1: Data of an unknown form ends the stream, and costs 16 of the connection's credit")
    void dataOfAnUnknownForm(End end) {
        var scene = Scene.of(end);
        scene.say(scene.open(1));
        scene.sayLine(data(scene, "\"text\":\"x\",\"form\":\"cbor\""));
        assertThat(scene.honest.state.receivedBytes()).isEqualTo(16);
        scene.endsTheStreamOnly(1, WireError.UNSUPPORTED);
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L1: Data that cannot be read exhausts the connection's credit like other Data")
    void dataThatCannotBeReadIsLimited(End end) {
        var scene = Scene.of(end);
        scene.honest.consumesAtOnce = false;
        long most = Peer.SMALL.connectionCreditBytes() + Peer.SMALL.maxMessageBytes();
        for (long left = most; left > 10; left = most - scene.honest.state.receivedBytes()) {
            int length = (int) Math.min(16_000, left - 10 - CHANGE_BYTES);
            scene.say(new Frame.KeyChanged("key", 1, Payload.bytes(new byte[length])));
        }
        assertThat(scene.honest.end).isNull();
        scene.sayLine(data(scene, "\"b64\":\"!\""));
        scene.endsTheConnection(WireError.FLOW_CONTROL);
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L2: Data with a payload above the longest frame ends the stream, and is charged whole")
    void dataThatIsTooLong(End end) {
        var scene = Scene.of(end);
        scene.say(scene.open(1));
        int length = Peer.SMALL.maxFrameBytes() + 1;
        scene.sayLine(data(scene, "\"text\":\"" + "x".repeat(length) + "\""));
        assertThat(scene.honest.state.receivedBytes()).isEqualTo(16 + length);
        scene.endsTheStreamOnly(1, WireError.FRAME_TOO_LARGE);
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L3: another line of a stream with a member that cannot be read ends the stream")
    void aLineOfAStream(End end) {
        for (String members : new String[] {
            "\"kind\":\"cancel\",\"reason\":7",
            "\"kind\":\"abort\",\"code\":\"7\"",
            "\"kind\":\"open\",\"credit\":1,\"b64\":\"!\"",
            "\"kind\":\"open\",\"credit\":1,\"deadlineMillis\":-1",
            "\"kind\":\"credit\",\"total\":1.5"
        }) {
            var scene = Scene.of(end);
            scene.sayLine("{\"type\":\"stream\",\"id\":" + scene.id(1) + "," + members + "}");
            assertThat(scene.honest.state.receivedBytes()).isZero();
            scene.endsTheStreamOnly(1, WireError.DECODE);
        }
    }

    @AtEachEnd(codecs = Codec.LINES)
    @DisplayName("L4: any other line that cannot be read ends the connection")
    void anyOtherLine(End end) {
        for (String line : new String[] {
            "[1]",
            "{\"type\":",
            "{} {}",
            "{\"type\":7}",
            "{\"type\":\"ping\",\"number\":1e400}",
            "{\"type\":\"ping\",\"number\":1,\"number\":2}",
            "{\"type\":\"request\",\"id\":\"2\"}",
            "{\"type\":\"request\",\"id\":2,\"b64\":\"!\"}",
            "{\"type\":\"stream\",\"kind\":\"close\",\"id\":\"2\"}"
        }) {
            var scene = Scene.of(end);
            scene.sayLine(line);
            scene.endsTheConnection(WireError.DECODE);
        }
    }
}
