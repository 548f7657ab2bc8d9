package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

/** Rows of the table of violations in {@code WIRE.md}: of an Open. */
class OpenViolationsTest {

    @AtEachEnd
    @DisplayName("S1: an Open without a handler is refused at once")
    void openWithoutAHandler(End end) {
        var scene = Scene.of(end);
        scene.honest.onOpen = stream ->
                stream.id() == scene.id(1) ? new WireFault(WireError.STREAMING_UNSUPPORTED, "no handler") : null;
        scene.say(scene.open(1), scene.data(1, 10, false));
        scene.endsTheStreamOnly(1, WireError.STREAMING_UNSUPPORTED);
        assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
    }

    @AtEachEnd
    @DisplayName("S2: an Open that the application refuses is answered with its reason")
    void openThatTheApplicationRefuses(End end) {
        var scene = Scene.of(end);
        scene.honest.onOpen = stream -> stream.id() == scene.id(1)
                ? new WireFault(WireError.NOT_FOUND, "no vat")
                : stream.id() == scene.id(2) ? new WireFault(WireError.NOT_PERMITTED, "not yours") : null;
        scene.say(scene.open(1));
        scene.endsTheStreamOnly(1, WireError.NOT_FOUND);
        scene.say(new Frame.Abort(scene.id(50), new WireFault(WireError.CANCELLED, "")));
        assertThat(scene.honest.state.occupancy().openStreams()).isZero();

        var other = Scene.of(end);
        other.honest.onOpen = scene.honest.onOpen;
        other.say(other.open(2));
        other.endsTheStreamOnly(2, WireError.NOT_PERMITTED);
    }

    @AtEachEnd
    @DisplayName("S3: an Open is not permitted where no streams are accepted")
    void openWhereNoneAreAccepted(End end) {
        var scene = Scene.withLimits(end, Peer.SMALL.withMaxStreams(0));
        scene.say(scene.open(1));
        assertThat(scene.aborts()).containsExactly(scene.id(1) + " NOT_PERMITTED");
        assertThat(scene.honest.end).isNull();
    }

    @AtEachEnd
    @DisplayName("S4: an Open above the most streams is refused")
    void openAboveTheMost(End end) {
        var scene = Scene.of(end);
        for (int n = 1; n <= 51; n++) {
            scene.say(scene.open(n));
        }
        assertThat(scene.aborts()).containsExactly(scene.id(51) + " REFUSED");
        assertThat(scene.honest.state.occupancy().openStreams()).isEqualTo(50);
    }

    @AtEachEnd
    @DisplayName("S4: an Open after this side's going away is refused, and what was open goes on")
    void openAfterGoingAway(End end) {
        var scene = Scene.of(end);
        scene.say(scene.open(1));
        scene.goingAway();
        scene.say(scene.open(2), scene.data(2, 10, false), scene.data(1, 10, false));
        assertThat(scene.aborts()).containsExactly(scene.id(2) + " REFUSED");
        assertThat(scene.honest.received(scene.id(1))).hasSize(1);
        assertThat(scene.honest.end).isNull();
        assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
    }

    @AtEachEnd
    @DisplayName("S5: an Open above 16 KiB is refused, and one of 16 KiB is not")
    void openThatIsTooLarge(End end) {
        var scene = Scene.of(end, WireSettings.DEFAULT);
        scene.say(openOf(scene, 1, WireLimits.MAX_OPEN_BYTES + 1));
        scene.endsTheStreamOnly(1, WireError.TOO_LARGE);
        assertThat(scene.honest.events).doesNotContain("opened " + scene.id(1));
        scene.say(openOf(scene, 60, WireLimits.MAX_OPEN_BYTES));
        assertThat(scene.honest.events).endsWith("opened " + scene.id(60));
    }

    private static Frame openOf(Scene scene, int n, int bytes) {
        Invocation call = Peer.call("vat", "stream");
        int others = BinaryBodies.lengthOf(new Frame.Open(scene.id(n), 1_000, call));
        return new Frame.Open(scene.id(n), 1_000, call.withArguments(Payload.bytes(new byte[bytes - others])));
    }

    @AtEachEnd
    @DisplayName("S6: a second Open ends the stream")
    void aSecondOpen(End end) {
        var scene = Scene.of(end);
        scene.say(scene.open(1), scene.open(1));
        scene.endsTheStreamOnly(1, WireError.PROTOCOL);
        assertThat(scene.honest.events).contains("failed " + scene.id(1) + " PROTOCOL");
    }

    @AtEachEnd
    @DisplayName("S6: an Open with an id lower than an earlier one is refused")
    void openWithAnOldId(End end) {
        var scene = Scene.of(end);
        scene.say(scene.open(3), scene.open(1));
        scene.endsTheStreamOnly(1, WireError.PROTOCOL);
    }

    @AtEachEnd
    @DisplayName("S6: an Open with an id of the other side is refused")
    void openWithAnIdOfTheOtherSide(End end) {
        var scene = Scene.of(end);
        scene.say(new Frame.Open(scene.foreignId(), 1, Peer.call("vat", "stream")));
        assertThat(scene.aborts()).containsExactly(scene.foreignId() + " PROTOCOL");
        assertThat(scene.honest.end).isNull();
    }

    @AtEachEnd
    @DisplayName("S11: an Open with a first credit of 2^63 is refused")
    void openWithTooMuchCredit(End end) {
        var scene = Scene.of(end);
        scene.say(new Frame.Open(scene.id(1), -1, Peer.call("vat", "stream")));
        scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
    }

    @AtEachEnd
    @DisplayName("R6: a context that cannot be decoded is refused by whoever decodes it")
    void openWithABadContext(End end) {
        for (String context : new String[] {"no JSON", "[]", "{\"target\":\"vat\"}", "{\"method\":\"m\"}"}) {
            var scene = Scene.of(end);
            scene.honest.onCall = OpenViolationsTest::faultOf;
            scene.say(new Frame.Open(scene.id(1), 1, new Invocation(0, Bytes.utf8(context), Payload.EMPTY)));
            scene.endsTheStreamOnly(1, WireError.DECODE);
        }
    }

    /** What a handler finds wrong with a call. */
    static @Nullable WireFault faultOf(Invocation invocation) {
        try {
            InvocationContext.decode(invocation.context());
            return null;
        } catch (WireException e) {
            return e.fault();
        }
    }

    @AtEachEnd
    @DisplayName("R7: an Open with a context above 8 KiB ends the stream")
    void openWithALongContext(End end) {
        var scene = Scene.of(end);
        scene.say(new Frame.Open(scene.id(1), 1, Peer.call("vat", "x".repeat(WireLimits.MAX_CONTEXT_BYTES))));
        scene.endsTheStreamOnly(1, WireError.PROTOCOL);
    }

    @AtEachEnd(codecs = Codec.BINARY)
    @DisplayName("R7: an Open with a context longer than its body ends the stream")
    void openWithAContextBeyondItsBody(End end) {
        var scene = Scene.of(end);
        byte[] frame = Scene.raw(16, 9, 0x0000, scene.id(1), 16);
        frame[frame.length - 1] = 1;
        scene.bytes(frame);
        scene.endsTheStreamOnly(1, WireError.PROTOCOL);
    }
}
