package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows of the table of violations in {@code WIRE.md}: of the first that is said. */
class HelloViolationsTest {

    /** The hello of the hostile end, as it should be but for what is given. */
    private static Frame hello(Scene scene, int version, long incarnation, @Nullable String token) {
        long epoch = scene.hostile == Role.HOST ? 1 : 0;
        return new Frame.Greeting(new Hello(version, scene.hostile, incarnation, epoch, token, Peer.SMALL));
    }

    private static byte[] rawHello(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] frame = Scene.raw(bytes.length, 1, 0, 0, bytes.length);
        System.arraycopy(bytes, 0, frame, WireLimits.HEADER_BYTES, bytes.length);
        return frame;
    }

    @AtEachEnd
    @DisplayName("C6: a hello above 4 KiB")
    void thatIsTooLong(End end) {
        var scene = Scene.ungreeted(end);
        String hello = "{\"type\":\"hello\",\"x\":\"" + "x".repeat(WireLimits.MAX_HELLO_BYTES) + "\"}";
        scene.sayRaw(rawHello(hello), hello);
        scene.endsTheConnection(WireError.FRAME_TOO_LARGE);
    }

    @Test
    @DisplayName("C9: bytes that are no preamble")
    void bytesThatAreNoPreamble() {
        var host = Peer.of(Role.HOST, Peer.small());
        host.input("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(host.events).containsExactly("ended PROTOCOL");
    }

    @AtEachEnd
    @DisplayName("C9: a first frame that is no hello")
    void aFirstFrameThatIsNone(End end) {
        for (Frame first : new Frame[] {new Frame.Ping(1), new Frame.Close(2), new Frame.Credit(0, 5)}) {
            var scene = Scene.ungreeted(end);
            scene.say(first);
            scene.endsTheConnection(WireError.PROTOCOL);
        }
    }

    @AtEachEnd
    @DisplayName("C9: a hello of the same role")
    void ofTheSameRole(End end) {
        var scene = Scene.ungreeted(end);
        scene.say(Frames.hello(end.role()));
        scene.endsTheConnection(WireError.PROTOCOL);
    }

    @AtEachEnd
    @DisplayName("C10: a hello with a role or a limit that cannot be")
    void thatCannotBe(End end) {
        for (String members : new String[] {
            "\"version\":1",
            "\"version\":1,\"role\":\"guest\"",
            "\"version\":\"1\",\"role\":\"child\"",
            "\"version\":1,\"role\":\"child\",\"maxFrameBytes\":1",
            "\"version\":1,\"role\":\"host\",\"maxStreams\":-1",
            "\"version\":1,\"role\":\"host\",\"maxRequests\":9999999999"
        }) {
            var scene = Scene.ungreeted(end);
            scene.sayRaw(rawHello("{" + members + "}"), "{\"type\":\"hello\"," + members + "}");
            scene.endsTheConnection(WireError.DECODE);
        }
    }

    @AtEachEnd
    @DisplayName("C10: a hello that is no JSON object")
    void thatIsNoObject(End end) {
        var scene = Scene.ungreeted(end);
        scene.sayRaw(rawHello("[]"), "{\"type\":");
        scene.endsTheConnection(WireError.DECODE);
    }

    @AtEachEnd(roles = Role.HOST)
    @DisplayName("C11: a wrong token is told nothing else")
    void withAWrongToken(End end) {
        for (String token : new String[] {null, "", "secre", "other"}) {
            var scene = Scene.ungreeted(end);
            scene.say(hello(scene, 0, 8, token));
            scene.endsTheConnection(WireError.AUTHENTICATION);
            assertThat(scene.heard.frames).hasSize(1);
        }
    }

    @AtEachEnd
    @DisplayName("C12: a hello of another incarnation")
    void ofAnotherIncarnation(End end) {
        var scene = Scene.ungreeted(end);
        scene.say(hello(scene, 1, 8, "secret"));
        scene.endsTheConnection(WireError.WRONG_INCARNATION);
    }

    @AtEachEnd
    @DisplayName("C12: a hello of an epoch that was before")
    void ofAnOldEpoch(End end) {
        var scene = Scene.ungreeted(end);
        long epoch = scene.hostile == Role.HOST ? 0 : 1;
        scene.say(new Frame.Greeting(new Hello(1, scene.hostile, 7, epoch, "secret", Peer.SMALL)));
        scene.endsTheConnection(WireError.WRONG_INCARNATION);
    }

    @AtEachEnd
    @DisplayName("C13: a hello of a version below 1")
    void ofNoVersion(End end) {
        var scene = Scene.ungreeted(end);
        scene.say(hello(scene, 0, 7, "secret"));
        scene.endsTheConnection(WireError.UNSUPPORTED);
    }
}
