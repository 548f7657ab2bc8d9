package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** Rows of the table of violations in {@code WIRE.md}: of a request or a response. */
class RequestViolationsTest {

    @Nested
    class ByARequest {
        @AtEachEnd
        @DisplayName("R1: requests above the most are refused")
        void tooMany(End end) {
            var scene = Scene.of(end);
            for (int n = 1; n <= 20; n++) {
                scene.say(scene.request(n));
            }
            scene.say(scene.request(21, 10, true), scene.part(21, 10, false));
            assertThat(scene.failures()).containsExactly(scene.id(21) + " BUSY");
            assertThat(scene.honest.requests).hasSize(20);
            assertThat(scene.honest.end).isNull();
        }

        @AtEachEnd
        @DisplayName("R1: requests above the window are refused, as soon as their parts are")
        void tooManyBytes(End end) {
            var scene = Scene.of(end);
            sayInParts(scene, 1, 6);
            sayInParts(scene, 2, 6);
            assertThat(scene.failures()).containsExactly(scene.id(2) + " BUSY");
            assertThat(scene.honest.events).containsExactly("requested " + scene.id(1));
            assertThat(scene.honest.state.occupancy().owedBytes()).isEqualTo(96_000);
        }

        @AtEachEnd
        @DisplayName("R2: a request that is too large is refused and its parts are skipped")
        void tooLarge(End end) {
            var scene = Scene.of(end);
            sayInParts(scene, 1, 10);
            scene.refusesTheRequestOnly(1, WireError.TOO_LARGE);
            scene.say(scene.request(2));
            assertThat(scene.honest.events).containsExactly("requested " + scene.id(2));
        }

        @AtEachEnd
        @DisplayName("R3: a request is not permitted where none are accepted, and its parts are skipped")
        void whereNoneAreAccepted(End end) {
            var scene = Scene.withLimits(end, Peer.SMALL.withMaxRequests(0));
            sayInParts(scene, 1, 3);
            scene.refusesTheRequestOnly(1, WireError.NOT_PERMITTED);
        }

        @AtEachEnd
        @DisplayName("R4: a request after this side's going away is refused and its parts are skipped")
        void afterGoingAway(End end) {
            var scene = Scene.of(end);
            scene.goingAway();
            sayInParts(scene, 1, 3);
            scene.refusesTheRequestOnly(1, WireError.REFUSED);
        }

        @AtEachEnd
        @DisplayName("R4: a request whose first part came before this side's going away is accepted")
        void aroundGoingAway(End end) {
            var scene = Scene.of(end);
            scene.say(scene.request(1, 10, true));
            scene.goingAway();
            scene.say(scene.part(1, 10, false));
            assertThat(scene.failures()).isEmpty();
            assertThat(scene.honest.events).containsExactly("requested " + scene.id(1));
        }

        @AtEachEnd
        @DisplayName("R6: a context that cannot be decoded is refused by whoever decodes it")
        void aContextThatCannotBeDecoded(End end) {
            var scene = Scene.of(end);
            scene.honest.onCall = OpenViolationsTest::faultOf;
            scene.say(new Frame.Request(
                    scene.id(1), false, false, new Invocation(0, Bytes.utf8("no JSON"), Payload.EMPTY)));
            assertThat(scene.failures()).containsExactly(scene.id(1) + " DECODE");
            scene.say(scene.request(2));
            assertThat(scene.honest.events).endsWith("requested " + scene.id(2));
        }

        @AtEachEnd
        @DisplayName("R7: a request with a context above 8 KiB ends the connection")
        void aContextThatIsTooLong(End end) {
            var scene = Scene.of(end);
            Invocation call = Peer.call("vat", "x".repeat(WireLimits.MAX_CONTEXT_BYTES));
            scene.say(new Frame.Request(scene.id(1), false, false, call));
            scene.endsTheConnection(WireError.PROTOCOL);
        }

        @AtEachEnd
        @DisplayName("R8: the cancellation of a request that was answered is ignored")
        void aCancellationThatComesLate(End end) {
            var scene = Scene.of(end);
            scene.say(scene.request(1));
            scene.honest.state.respond(scene.honest.requests.get(0), Payload.EMPTY);
            scene.say(new Frame.CancelRequest(scene.id(1)), new Frame.CancelRequest(scene.id(1)));
            assertThat(scene.heard.frames).containsExactly(new Frame.Response(scene.id(1), false, Payload.EMPTY));
            assertThat(scene.honest.events).containsExactly("requested " + scene.id(1));
        }

        /** Parts of 16,000 bytes each. */
        private void sayInParts(Scene scene, int n, int parts) {
            scene.say(scene.request(n, 16_000, true));
            for (int part = 2; part <= parts; part++) {
                scene.say(scene.part(n, 16_000, part < parts));
            }
        }
    }

    @Nested
    class ByAResponse {
        @AtEachEnd
        @DisplayName("R5: a response that is too large fails the request here and its parts are skipped")
        void tooLargeInParts(End end) {
            var scene = Scene.of(end);
            OutgoingRequest request = scene.honest.ask(Payload.EMPTY);
            OutgoingRequest next = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            scene.say(new Frame.Response(request.id(), true, Payload.bytes(new byte[16_000])));
            for (int part = 2; part <= 10; part++) {
                scene.say(new Frame.Part(request.id(), part < 10, Bytes.of(new byte[16_000])));
            }
            scene.say(new Frame.Response(next.id(), false, Payload.EMPTY));
            assertThat(scene.honest.events)
                    .containsExactly("rejected " + request.id() + " TOO_LARGE", "answered " + next.id() + " 0");
            assertThat(scene.honest.end).isNull();
        }

        @AtEachEnd
        @DisplayName("R5: a response that is too large in one frame fails the request here")
        void tooLargeAtOnce(End end) {
            var scene = Scene.withLimits(end, SMALL_RESPONSES);
            OutgoingRequest request = scene.honest.ask(Payload.EMPTY);
            OutgoingRequest next = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            scene.say(
                    new Frame.Response(request.id(), false, Payload.bytes(new byte[1_001])),
                    new Frame.Response(next.id(), false, Payload.bytes(new byte[1_000])));
            assertThat(scene.honest.events)
                    .containsExactly("rejected " + request.id() + " TOO_LARGE", "answered " + next.id() + " 1000");
        }

        @AtEachEnd
        @DisplayName("R8: a response or an error for a request that was given up is ignored")
        void afterTheRequestWasGivenUp(End end) {
            var scene = Scene.of(end);
            OutgoingRequest request = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            scene.honest.state.cancel(request);
            scene.say(
                    new Frame.Response(request.id(), false, Payload.EMPTY),
                    new Frame.Failure(request.id(), new WireFault(WireError.CANCELLED, "")));
            assertThat(scene.honest.events).containsExactly("rejected " + request.id() + " CANCELLED");
            assertThat(scene.honest.end).isNull();
        }

        @AtEachEnd
        @DisplayName("R8: a second response is ignored")
        void twice(End end) {
            var scene = Scene.of(end);
            OutgoingRequest request = scene.honest.ask(Payload.EMPTY);
            scene.bytes();
            Frame response = new Frame.Response(request.id(), false, Payload.EMPTY);
            scene.say(response, response);
            assertThat(scene.honest.events).containsExactly("answered " + request.id() + " 0");
            assertThat(scene.honest.end).isNull();
        }
    }

    private static final WireLimits SMALL_RESPONSES =
            new WireLimits(16 << 10, 40_000, 1_000, 1 << 20, 50, 20, 1_000, 150_000);
}
