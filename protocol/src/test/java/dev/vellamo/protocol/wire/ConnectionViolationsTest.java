package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Rows of the table of violations in {@code WIRE.md}: what the connection does not survive, once it is open. */
class ConnectionViolationsTest {

    @Nested
    class ByARequest {
        @AtEachEnd
        @DisplayName("C1: a response, an error or a cancellation for what was never asked")
        void anAnswerToNothing(End end) {
            for (int what = 0; what < 4; what++) {
                var scene = Scene.of(end);
                Frame[] frames = {
                    new Frame.Response(scene.foreignId(), false, Payload.EMPTY),
                    new Frame.Failure(scene.foreignId(), new WireFault(WireError.APPLICATION, "")),
                    new Frame.CancelRequest(scene.id(1)),
                    new Frame.CancelRequest(scene.foreignId())
                };
                scene.say(frames[what]);
                scene.endsTheConnection(WireError.PROTOCOL);
            }
        }

        @AtEachEnd
        @DisplayName("C2: a request with an id that is used")
        void anIdThatIsUsed(End end) {
            var scene = Scene.of(end);
            scene.say(scene.request(1), scene.request(1));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C2: a request with an id lower than an earlier one")
        void anOldId(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(3), scene.request(2));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C2: a request with an id of the other side")
        void anIdOfTheOtherSide(End end) {
            var scene = Scene.of(end);
            scene.say(new Frame.Request(scene.foreignId(), false, false, Peer.call("vat", "m")));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C3: a part of nothing")
        void aPartOfNothing(End end) {
            var scene = Scene.of(end);
            scene.say(scene.part(1, 0, false));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C3: a request between the parts of another")
        void aRequestBetweenParts(End end) {
            var scene = Scene.of(end);
            scene.say(scene.request(1, 0, true), scene.request(2));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C3: a response between the parts of another")
        void aResponseBetweenParts(End end) {
            var scene = Scene.of(end);
            OutgoingRequest one = scene.honest.ask(Payload.EMPTY);
            OutgoingRequest other = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            scene.say(
                    new Frame.Response(one.id(), true, Payload.EMPTY),
                    new Frame.Response(other.id(), false, Payload.EMPTY));
            scene.endsTheConnection(WireError.PROTOCOL);
            assertThat(scene.honest.events).contains("rejected " + one.id() + " CONNECTION_LOST");
        }
    }

    @Nested
    class ByAFrame {
        @AtEachEnd
        @DisplayName("C6: a frame that is too long")
        void thatIsTooLong(End end) {
            var scene = Scene.of(end);
            scene.say(scene.open(1));
            scene.sayRaw(
                    Scene.raw(Integer.MIN_VALUE, 9, 0x0100, scene.id(1), 0),
                    "{\"type\":\"ping\",\"x\":\"" + "x".repeat(2 * Peer.SMALL.maxFrameBytes() + 4_096) + "\"}");
            scene.endsTheConnection(WireError.FRAME_TOO_LARGE);
            assertThat(scene.honest.events).contains("failed " + scene.id(1) + " CONNECTION_LOST");
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("C7: a reserved byte that is not zero")
        void withAReservedByte(End end) {
            var scene = Scene.of(end);
            byte[] frame = Scene.raw(0, 10, 0, 0, 0);
            frame[7] = 1;
            scene.bytes(frame);
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("C7: a frame of a stream, or of a request, without an id")
        void withoutAnId(End end) {
            for (Frame frame : new Frame[] {new Frame.Close(0), new Frame.CancelRequest(0)}) {
                var scene = Scene.of(end);
                scene.say(frame);
                scene.endsTheConnection(WireError.PROTOCOL);
            }
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("C7: a frame of the connection with an id")
        void withAnIdTooMuch(End end) {
            var scene = Scene.of(end);
            scene.bytes(Scene.raw(8, 10, 0, 1, 8));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("C7: a body of another type that is too short for its fields")
        void thatIsTooShort(End end) {
            int[][] typesAndLengths = {{2, 7}, {5, 3}, {8, 10}, {10, 7}, {12, 11}};
            for (int[] each : typesAndLengths) {
                var scene = Scene.of(end);
                long id = each[0] == 2 || each[0] == 5 ? scene.id(1) : 0;
                scene.bytes(Scene.raw(each[1], each[0], 0, id, each[1]));
                scene.endsTheConnection(WireError.PROTOCOL);
            }
        }

        @AtEachEnd
        @DisplayName("C8: an unknown type unless it may be ignored")
        void ofAnUnknownType(End end) {
            var scene = Scene.of(end);
            scene.sayRaw(Scene.raw(5, 99, Flags.IGNORABLE, 0, 5), "{\"type\":\"new\",\"ignorable\":true}");
            assertThat(scene.honest.end).isNull();
            scene.sayRaw(Scene.raw(5, 99, 0, 0, 5), "{\"type\":\"new\"}");
            scene.endsTheConnection(WireError.UNSUPPORTED);
        }

        @AtEachEnd(codecs = Codec.BINARY)
        @DisplayName("C8: an unknown flag, or text and JSON at once")
        void withAnUnknownFlag(End end) {
            for (int flags : new int[] {Flags.CBOR, 16, 32, 64, Flags.TEXT | Flags.JSON}) {
                var scene = Scene.of(end);
                scene.bytes(Scene.raw(8, 10, flags, 0, 8));
                scene.endsTheConnection(WireError.UNSUPPORTED);
            }
        }

        @AtEachEnd
        @DisplayName("C9: a second hello")
        void thatIsASecondHello(End end) {
            var scene = Scene.of(end);
            scene.say(Frames.hello(scene.hostile));
            scene.endsTheConnection(WireError.PROTOCOL);
        }
    }

    @Nested
    class ByQuantity {
        @AtEachEnd
        @DisplayName("C4: more than all streams together were granted, and one message")
        void moreThanAllTogetherWereGranted(End end) {
            var scene = Scene.of(end);
            scene.honest.consumesAtOnce = false;
            Frame change = new Frame.KeyChanged("key", 1, Payload.bytes(new byte[16_000]));
            for (int n = 1; n <= 67; n++) {
                scene.say(change);
            }
            assertThat(scene.honest.end).isNull();
            assertThat(scene.honest.state.occupancy().heldBytes())
                    .isBetween(Peer.SMALL.connectionCreditBytes(), Peer.SMALL.connectionCreditBytes() + 40_000);
            scene.say(change);
            scene.endsTheConnection(WireError.FLOW_CONTROL);
        }

        @AtEachEnd
        @DisplayName("C5: a total of the connection that shrinks, or is 2^63 or more")
        void creditThatCannotBe(End end) {
            for (long total : new long[] {1, Peer.SMALL.connectionCreditBytes() - 1, Long.MIN_VALUE, -1}) {
                var scene = Scene.of(end);
                scene.say(new Frame.Credit(0, total));
                scene.endsTheConnection(WireError.FLOW_CONTROL);
            }
        }

        @AtEachEnd
        @DisplayName("C14: a peer that causes answers and does not read")
        void aFlood(End end) {
            var scene = Scene.of(end);
            for (int n = 1; n <= 100_000 && scene.honest.end == null; n++) {
                var output = ArrayOutput.unlimited();
                scene.honest.encoder.frame(new Frame.Close(1_000_000L + 2L * n), output);
                scene.honest.input(output.take());
            }
            scene.bytes();
            scene.endsTheConnection(WireError.FLOOD);
        }

        @AtEachEnd
        void streamsThatAreAbortedDoNotMakeRoomForMoreThanTheirOwnersUseUp(End end) {
            var scene = Scene.of(end);
            scene.honest.consumesAtOnce = false;
            for (int n = 1; n <= 1_000; n++) {
                scene.say(scene.open(n), scene.data(n, 900, false));
                scene.say(new Frame.Abort(scene.id(n), new WireFault(WireError.CANCELLED, "")));
            }
            assertThat(scene.honest.state.occupancy().heldStreams()).isEqualTo(50);
            assertThat(scene.honest.state.occupancy().heldBytes()).isEqualTo(50 * 916);
            assertThat(scene.aborts()).hasSize(950).allMatch(abort -> abort.endsWith("REFUSED"));
        }

        @AtEachEnd
        void aLostConnectionFailsAThousandStreamsOnceEach(End end) {
            var scene = Scene.of(end, WireSettings.DEFAULT);
            for (int n = 1; n <= 1_000; n++) {
                scene.say(scene.open(n));
            }
            scene.say(scene.request(1_001));
            scene.honest.state.endOfInput(true);
            assertThat(scene.honest.events)
                    .filteredOn(event -> event.endsWith("CONNECTION_LOST"))
                    .hasSize(1_001);
            assertThat(scene.honest.state.occupancy().openStreams()).isZero();
            assertThat(scene.honest.state.occupancy().owed()).isZero();
            scene.honest.state.lost("again");
            assertThat(scene.honest.events)
                    .filteredOn(event -> event.startsWith("ended"))
                    .hasSize(1);
        }
    }
}
