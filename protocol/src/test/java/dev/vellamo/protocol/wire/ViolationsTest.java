package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every row of the table of violations in {@code WIRE.md}, on both sides: one that breaks the rules, one that does not. */
class ViolationsTest {

    /** An honest end, and a hostile one that says what it likes. */
    private static final class Scene {
        final Peer honest;
        final Role hostile;
        final RecordingSink heard = new RecordingSink();
        private final FrameDecoder decoder;

        Scene(Role role) {
            this(role, Peer.small());
        }

        Scene(Role role, WireSettings settings) {
            honest = Peer.of(role, settings);
            hostile = role.other();
            decoder = Codec.BINARY.decoder(WireLimits.DEFAULT);
            var preamble = ArrayOutput.unlimited();
            honest.encoder.preamble(preamble);
            honest.input(preamble.take());
            say(Frames.hello(hostile));
            honest.events.clear();
            heard.frames.clear();
        }

        /** The n-th id of the hostile side. */
        long id(int n) {
            return hostile == Role.HOST ? 2L * n : 2L * n - 1;
        }

        void say(Frame... frames) {
            var output = ArrayOutput.unlimited();
            for (Frame frame : frames) {
                honest.encoder.frame(frame, output);
            }
            bytes(output.take());
        }

        void bytes(byte... bytes) {
            honest.input(bytes);
            byte[] answer = honest.output();
            decoder.decode(answer, 0, answer.length, heard);
        }

        Frame open(int n) {
            return new Frame.Open(id(n), 1_000, Peer.call("vat", "stream"));
        }

        Frame data(int n, int length, boolean more) {
            return new Frame.Data(id(n), more, Payload.bytes(new byte[length]));
        }

        /** The stream ends with this, another goes on, and so does the connection. */
        void endsTheStreamOnly(int n, WireError error) {
            assertThat(aborts()).containsExactly(id(n) + " " + error);
            say(open(50), new Frame.Data(id(50), false, Payload.text("still here")));
            assertThat(honest.received(id(50))).containsExactly(Bytes.utf8("still here"));
            assertThat(honest.end).isNull();
        }

        List<String> aborts() {
            return heard.frames.stream()
                    .filter(Frame.Abort.class::isInstance)
                    .map(Frame.Abort.class::cast)
                    .map(abort -> abort.id() + " " + abort.fault().name())
                    .toList();
        }

        void endsTheConnection(WireError error) {
            assertThat(honest.events).endsWith("ended " + error);
            assertThat(heard.frames.get(heard.frames.size() - 1))
                    .isInstanceOfSatisfying(
                            Frame.GoingAway.class,
                            last -> assertThat(last.fault().is(error)).isTrue());
            assertThat(honest.state.hasOutput()).isFalse();
            int events = honest.events.size();
            say(open(49));
            assertThat(honest.events).hasSize(events);
        }
    }

    /** A frame as bytes, with what no encoder writes. */
    private static byte[] raw(int length, int envelope, int kindAndFlags, long id, int body) {
        return ByteBuffer.allocate(16 + body)
                .putInt(length)
                .put((byte) envelope)
                .putShort((short) kindAndFlags)
                .put((byte) 0)
                .putLong(id)
                .array();
    }

    @Nested
    class OfAStream {
        @ParameterizedTest
        @EnumSource
        void openWithoutAHandlerIsRefusedAtOnce(Role role) {
            var scene = new Scene(role);
            scene.honest.onOpen = stream ->
                    stream.id() == scene.id(1) ? new WireFault(WireError.STREAMING_UNSUPPORTED, "no handler") : null;
            scene.say(scene.open(1), scene.data(1, 10, false));
            scene.endsTheStreamOnly(1, WireError.STREAMING_UNSUPPORTED);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void tooManyStreamsAreRefused(Role role) {
            var scene = new Scene(role);
            for (int n = 1; n <= 51; n++) {
                scene.say(scene.open(n));
            }
            assertThat(scene.aborts()).containsExactly(scene.id(51) + " REFUSED");
            assertThat(scene.honest.state.occupancy().openStreams()).isEqualTo(50);
        }

        @ParameterizedTest
        @EnumSource
        void openIsNotPermittedWhereNoStreamsAreAccepted(Role role) {
            var settings = Peer.small().withLimits(Peer.SMALL.withMaxStreams(0));
            var scene = new Scene(role, settings);
            scene.say(scene.open(1));
            assertThat(scene.aborts()).containsExactly(scene.id(1) + " NOT_PERMITTED");
        }

        @ParameterizedTest
        @EnumSource
        void aSecondOpenEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), scene.open(1));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
            assertThat(scene.honest.events).contains("failed " + scene.id(1) + " PROTOCOL");
        }

        @ParameterizedTest
        @EnumSource
        void openWithAnOldIdIsRefused(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(3), scene.open(1));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void openWithAnIdOfTheOtherSideIsRefused(Role role) {
            var scene = new Scene(role);
            long foreign = scene.id(1) + (role == Role.HOST ? 1 : -1);
            if (foreign == 0) {
                foreign = 1;
            }
            scene.say(new Frame.Open(foreign, 1, Peer.call("vat", "stream")));
            assertThat(scene.aborts()).containsExactly(foreign + " PROTOCOL");
            assertThat(scene.honest.end).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void dataWithoutCreditEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.honest.consumesAtOnce = false;
            scene.say(scene.open(1), scene.data(1, 984, false), scene.data(1, 1, false));
            assertThat(scene.honest.received(scene.id(1))).hasSize(1);
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @ParameterizedTest
        @EnumSource
        void dataAfterTheCloseEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), new Frame.Close(scene.id(1)), scene.data(1, 1, false));
            assertThat(scene.honest.events)
                    .containsSubsequence("closed " + scene.id(1), "failed " + scene.id(1) + " STREAM_CLOSED");
            scene.endsTheStreamOnly(1, WireError.STREAM_CLOSED);
        }

        @ParameterizedTest
        @EnumSource
        void aSecondCloseEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), new Frame.Close(scene.id(1)), new Frame.Close(scene.id(1)));
            scene.endsTheStreamOnly(1, WireError.STREAM_CLOSED);
        }

        @ParameterizedTest
        @EnumSource
        void aCloseInsideAMessageEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), scene.data(1, 10, true), new Frame.Close(scene.id(1)));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void aFrameForAStreamThatNeverWasIsAnswered(Role role) {
            var scene = new Scene(role);
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

        @ParameterizedTest
        @EnumSource
        void aFrameForAStreamThatHasEndedIsIgnored(Role role) {
            var scene = new Scene(role);
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

        @ParameterizedTest
        @EnumSource
        void aMessageThatIsTooLargeEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), scene.data(1, 16_000, true), scene.data(1, 16_000, true));
            scene.say(scene.data(1, 16_000, true));
            scene.endsTheStreamOnly(1, WireError.TOO_LARGE);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void creditThatShrinksEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), 2_000), new Frame.Credit(scene.id(1), 1_999));
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @ParameterizedTest
        @EnumSource
        void creditThatIsRepeatedIsHarmless(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), 2_000), new Frame.Credit(scene.id(1), 2_000));
            assertThat(scene.aborts()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void creditThatOverflowsEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), new Frame.Credit(scene.id(1), -1));
            scene.endsTheStreamOnly(1, WireError.FLOW_CONTROL);
        }

        @ParameterizedTest
        @EnumSource
        void anUnknownKindEndsTheStreamUnlessItMayBeIgnored(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), scene.open(2));
            scene.bytes(raw(3, 9, 0x0780, scene.id(2), 3));
            assertThat(scene.aborts()).isEmpty();
            scene.bytes(raw(3, 9, 0x0700, scene.id(1), 3));
            scene.endsTheStreamOnly(1, WireError.UNSUPPORTED);
        }

        @ParameterizedTest
        @EnumSource
        void anUnknownFlagOnDataEndsTheStreamAndIsCounted(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1));
            scene.bytes(raw(30, 9, 0x0100 | Flags.CBOR | Flags.IGNORABLE, scene.id(1), 30));
            assertThat(scene.honest.state.receivedBytes()).isEqualTo(46);
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
            scene.endsTheStreamOnly(1, WireError.UNSUPPORTED);
        }

        @ParameterizedTest
        @EnumSource
        void aBodyThatIsTooShortEndsTheStream(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1));
            scene.bytes(raw(7, 9, 0x0200, scene.id(1), 7));
            scene.endsTheStreamOnly(1, WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void dataThatRacesACancelIsDroppedUntilTheClose(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1), scene.data(1, 10, true));
            scene.honest.state.cancel(scene.honest.stream(scene.id(1)), "enough");
            scene.say(scene.data(1, 10, false), scene.data(1, 10, false), new Frame.Close(scene.id(1)));
            assertThat(scene.honest.received(scene.id(1))).isEmpty();
            assertThat(scene.honest.state.occupancy().heldBytes()).isZero();
            assertThat(scene.aborts()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void aSecondCancelAndCreditForAnEndedHalfAreIgnored(Role role) {
            var scene = new Scene(role);
            Frame cancel = new Frame.Cancel(scene.id(1), "enough");
            scene.say(scene.open(1), cancel, cancel, new Frame.Credit(scene.id(1), 5));
            assertThat(scene.heard.frames).containsExactly(new Frame.Close(scene.id(1)));
            assertThat(scene.honest.events).containsOnlyOnce("cancelled " + scene.id(1) + " enough");
        }
    }

    @Nested
    class OfTheConnection {
        @ParameterizedTest
        @EnumSource
        void aFrameThatIsTooLong(Role role) {
            var scene = new Scene(role);
            scene.say(scene.open(1));
            scene.bytes(raw(Integer.MIN_VALUE, 9, 0x0100, scene.id(1), 0));
            scene.endsTheConnection(WireError.FRAME_TOO_LARGE);
            assertThat(scene.honest.events).contains("failed " + scene.id(1) + " CONNECTION_LOST");
        }

        @ParameterizedTest
        @EnumSource
        void anUnknownTypeUnlessItMayBeIgnored(Role role) {
            var scene = new Scene(role);
            scene.bytes(raw(5, 99, Flags.IGNORABLE, 0, 5));
            assertThat(scene.honest.end).isNull();
            scene.bytes(raw(5, 99, 0, 0, 5));
            scene.endsTheConnection(WireError.UNSUPPORTED);
        }

        @ParameterizedTest
        @EnumSource
        void aReservedByteThatIsNotZero(Role role) {
            var scene = new Scene(role);
            byte[] frame = raw(0, 10, 0, 0, 0);
            frame[7] = 1;
            scene.bytes(frame);
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aFrameOfAStreamWithoutId(Role role) {
            var scene = new Scene(role);
            scene.say(new Frame.Close(0));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aSecondHello(Role role) {
            var scene = new Scene(role);
            scene.say(Frames.hello(scene.hostile));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aRequestWithAnIdThatIsUsed(Role role) {
            var scene = new Scene(role);
            var request = new Frame.Request(scene.id(1), false, false, Peer.call("vat", "m"));
            scene.say(request, request);
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aResponseToWhatWasNeverAsked(Role role) {
            var scene = new Scene(role);
            scene.say(new Frame.Response(1_000, false, Payload.EMPTY));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aPartOfNothing(Role role) {
            var scene = new Scene(role);
            scene.say(new Frame.Part(scene.id(1), false, Bytes.EMPTY));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void aRequestBetweenThePartsOfAnother(Role role) {
            var scene = new Scene(role);
            scene.say(
                    new Frame.Request(scene.id(1), false, true, Peer.call("vat", "m")),
                    new Frame.Request(scene.id(2), false, false, Peer.call("vat", "m")));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @ParameterizedTest
        @EnumSource
        void creditOfTheConnectionThatShrinks(Role role) {
            var scene = new Scene(role);
            scene.say(new Frame.Credit(0, 1));
            scene.endsTheConnection(WireError.FLOW_CONTROL);
        }

        @ParameterizedTest
        @EnumSource
        void moreThanAllTogetherWereGranted(Role role) {
            var scene = new Scene(role);
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

        @ParameterizedTest
        @EnumSource
        void streamsThatAreAbortedDoNotMakeRoomForMoreThanTheirOwnersUseUp(Role role) {
            var scene = new Scene(role);
            scene.honest.consumesAtOnce = false;
            for (int n = 1; n <= 1_000; n++) {
                scene.say(scene.open(n), scene.data(n, 900, false));
                scene.say(new Frame.Abort(scene.id(n), new WireFault(WireError.CANCELLED, "")));
            }
            assertThat(scene.honest.state.occupancy().heldStreams()).isEqualTo(50);
            assertThat(scene.honest.state.occupancy().heldBytes()).isEqualTo(50 * 916);
            assertThat(scene.aborts()).hasSize(950).allMatch(abort -> abort.endsWith("REFUSED"));
        }

        @ParameterizedTest
        @EnumSource
        void aPeerThatCausesAnswersAndDoesNotRead(Role role) {
            var scene = new Scene(role);
            for (int n = 1; n <= 100_000 && scene.honest.end == null; n++) {
                var output = ArrayOutput.unlimited();
                scene.honest.encoder.frame(new Frame.Close(1_000_000L + 2L * n), output);
                scene.honest.input(output.take());
            }
            scene.bytes();
            scene.endsTheConnection(WireError.FLOOD);
        }
    }

    @Nested
    class OfARequest {
        @ParameterizedTest
        @EnumSource
        void tooManyAreRefusedAndTheConnectionLives(Role role) {
            var scene = new Scene(role);
            for (int n = 1; n <= 21; n++) {
                scene.say(new Frame.Request(scene.id(n), false, false, Peer.call("vat", "m")));
            }
            assertThat(scene.heard.frames)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Frame.Failure.class,
                            failure -> assertThat(failure.fault().name()).isEqualTo("BUSY"));
            assertThat(scene.honest.end).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void oneThatIsTooLargeIsRefusedAndItsPartsAreSkipped(Role role) {
            var scene = new Scene(role);
            scene.say(new Frame.Request(scene.id(1), false, true, Peer.call("vat", "m")));
            for (int i = 0; i < 10; i++) {
                scene.say(new Frame.Part(scene.id(1), i < 9, Bytes.of(new byte[16_000])));
            }
            scene.say(new Frame.Request(scene.id(2), false, false, Peer.call("vat", "m")));
            assertThat(scene.heard.frames)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Frame.Failure.class,
                            failure -> assertThat(failure.fault().name()).isEqualTo("TOO_LARGE"));
            assertThat(scene.honest.events).containsExactly("requested " + scene.id(2));
        }

        @ParameterizedTest
        @EnumSource
        void anAnswerThatComesLateIsIgnored(Role role) {
            var scene = new Scene(role);
            OutgoingRequest request = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            scene.honest.state.cancel(request);
            scene.say(new Frame.Response(request.id(), false, Payload.EMPTY));
            assertThat(scene.honest.events).containsExactly("rejected " + request.id() + " CANCELLED");
            assertThat(scene.honest.end).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLostConnectionFailsAThousandStreamsOnceEach(Role role) {
        var scene = new Scene(role, WireSettings.DEFAULT);
        for (int n = 1; n <= 1_000; n++) {
            scene.say(scene.open(n));
        }
        scene.say(new Frame.Request(scene.id(1_001), false, false, Peer.call("vat", "m")));
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

    @Test
    void bytesThatAreNoPreambleEndTheConnection() {
        var host = Peer.of(Role.HOST, Peer.small());
        host.input("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(host.events).containsExactly("ended PROTOCOL");
    }
}
