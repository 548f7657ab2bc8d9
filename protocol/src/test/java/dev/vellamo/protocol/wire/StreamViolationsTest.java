package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Rows of the table of violations in {@code WIRE.md}: of a stream that is open, or never was. */
class StreamViolationsTest {

    @Nested
    class ByData {
        @AtEachEnd
        @DisplayName("S7: a message that begins without credit ends the stream")
        void dataWithoutCredit(End end) {
            var scene = Scene.of(end);
            scene.honest.consumesAtOnce = false;
            scene.say(scene.open(1), scene.data(1, 984, false), scene.data(1, 1, false));
            assertThat(scene.honest.received(scene.id(1))).hasSize(1);
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @AtEachEnd
        @DisplayName("S8: a message that is too large ends the stream")
        void aMessageThatIsTooLarge(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.data(1, 16_000, true), scene.data(1, 16_000, true));
            scene.say(scene.data(1, 16_000, true));
            scene.endsTheStreamOnly(1, WireError.TOO_LARGE);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
        }

        @AtEachEnd
        @DisplayName("S9: data after the Close ends the stream")
        void dataAfterTheClose(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Close(scene.id(1)), scene.data(1, 1, false));
            assertThat(scene.honest.events)
                    .containsSubsequence("closed " + scene.id(1), "failed " + scene.id(1) + " STREAM_CLOSED");
            scene.endsTheStreamOnly(1, WireError.STREAM_CLOSED);
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("S13: an unknown flag on Data ends the stream and the Data is counted")
        void anUnknownFlag(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1));
            scene.bytes(Scene.raw(30, 9, 0x0100 | Flags.CBOR | Flags.IGNORABLE, scene.id(1), 30));
            assertThat(scene.honest.state.receivedBytes()).isEqualTo(46);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
            scene.endsTheStreamOnly(1, WireError.UNSUPPORTED);
        }

        @AtEachEnd
        @DisplayName("S17: Data after my Cancel is dropped and counted, until the Close")
        void dataAfterACancel(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.data(1, 10, true));
            scene.honest.state.cancel(scene.honest.stream(scene.id(1)), "enough");
            scene.say(scene.data(1, 10, false), scene.data(1, 10, false), new Frame.Close(scene.id(1)));
            assertThat(scene.honest.received(scene.id(1))).isEmpty();
            assertThat(scene.honest.state.receivedBytes()).isEqualTo(3 * 26);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
            assertThat(scene.aborts()).isEmpty();
        }
    }

    @Nested
    class ByItsEnd {
        @AtEachEnd
        @DisplayName("S9: a second Close ends the stream")
        void aSecondClose(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Close(scene.id(1)), new Frame.Close(scene.id(1)));
            scene.endsTheStreamOnly(1, WireError.STREAM_CLOSED);
        }

        @AtEachEnd
        @DisplayName("S10: a Close inside a message ends the stream")
        void aCloseInsideAMessage(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.data(1, 10, true), new Frame.Close(scene.id(1)));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
        }

        @AtEachEnd
        @DisplayName("S10: a Close inside a message is in order after my Cancel")
        void aCloseInsideAMessageAfterACancel(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.data(1, 10, true));
            scene.honest.state.cancel(scene.honest.stream(scene.id(1)), "enough");
            scene.say(scene.data(1, 10, true), new Frame.Close(scene.id(1)));
            assertThat(scene.aborts()).isEmpty();
            assertThat(scene.honest.end).isNull();
        }

        @AtEachEnd
        @DisplayName("S14: a frame for a stream that never was is answered, but for an Abort")
        void aFrameForAStreamThatNeverWas(End end) {
            var scene = Scene.of(end);
            scene.say(scene.data(7, 10, false));
            scene.endsTheStreamOnly(7, WireError.UNKNOWN_STREAM);
            scene.heard.frames.clear();
            scene.say(
                    new Frame.Credit(scene.id(60), 1),
                    new Frame.Cancel(scene.id(61), ""),
                    new Frame.Close(scene.id(62)));
            assertThat(scene.aborts()).hasSize(3).allMatch(abort -> abort.endsWith("UNKNOWN_STREAM"));
            scene.say(new Frame.Abort(scene.id(63), new WireFault(1, "")));
            assertThat(scene.aborts()).hasSize(3);
        }

        @AtEachEnd
        @DisplayName("S15: a frame for a stream that has ended is ignored")
        void aFrameForAStreamThatHasEnded(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Abort(scene.id(1), new WireFault(WireError.CANCELLED, "")));
            scene.say(
                    scene.data(1, 10, false),
                    new Frame.Credit(scene.id(1), 1),
                    new Frame.Close(scene.id(1)),
                    new Frame.Cancel(scene.id(1), ""));
            assertThat(scene.aborts()).isEmpty();
            assertThat(scene.honest.end).isNull();
            assertThat(scene.honest.state.occupancy().openStreams()).isZero();
        }

        @AtEachEnd
        @DisplayName("S16: a second Cancel, and Credit for an ended direction, are ignored")
        void aSecondCancel(End end) {
            var scene = Scene.of(end);
            Frame cancel = new Frame.Cancel(scene.id(1), "enough");
            scene.say(scene.open(1), cancel, cancel, new Frame.Credit(scene.id(1), 5));
            assertThat(scene.heard.frames).containsExactly(new Frame.Close(scene.id(1)));
            assertThat(scene.honest.events).containsOnlyOnce("cancelled " + scene.id(1) + " enough");
        }
    }

    @Nested
    class ByCreditOrForm {
        @AtEachEnd
        @DisplayName("S11: a total that shrinks ends the stream")
        void creditThatShrinks(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), 2_000), new Frame.Credit(scene.id(1), 1_999));
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @AtEachEnd
        @DisplayName("S11: a total that is repeated is harmless")
        void creditThatIsRepeated(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), 2_000), new Frame.Credit(scene.id(1), 2_000));
            assertThat(scene.aborts()).isEmpty();
        }

        @AtEachEnd
        @DisplayName("S11: a total of 2^63 or more ends the stream")
        void creditThatOverflows(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), Long.MIN_VALUE));
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("S12: a body that is too short or too long for its fields ends the stream")
        void aBodyOfTheWrongLength(End end) {
            for (int length : new int[] {0, 7, 9}) {
                var scene = Scene.of(end);
                scene.say(scene.open(1));
                scene.bytes(Scene.raw(length, 9, 0x0200, scene.id(1), length));
                scene.endsTheStreamOnly(1, WireError.PROTOCOL);
            }
            var scene = Scene.of(end);
            scene.bytes(Scene.raw(15, 9, 0x0000, scene.id(1), 15));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("S13: an unknown kind ends the stream unless it may be ignored")
        void anUnknownKind(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1), scene.open(2));
            scene.sayRaw(
                    Scene.raw(3, 9, 0x0780, scene.id(2), 3),
                    "{\"type\":\"stream\",\"kind\":\"new\",\"id\":" + scene.id(2) + ",\"ignorable\":true}");
            assertThat(scene.aborts()).isEmpty();
            scene.sayRaw(
                    Scene.raw(3, 9, 0x0700, scene.id(1), 3),
                    "{\"type\":\"stream\",\"kind\":\"new\",\"id\":" + scene.id(1) + "}");
            scene.endsTheStreamOnly(1, WireError.UNSUPPORTED);
        }
    }
}
