package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LifetimeTest {

    private static Peer peer(WireIdentity identity) {
        return new Peer(identity, Peer.small(), Codec.BINARY);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                Arguments.argumentSet("wrong token", WireIdentity.child(7, 0, "other"), WireError.AUTHENTICATION),
                Arguments.argumentSet("no token", WireIdentity.child(7, 0, null), WireError.AUTHENTICATION),
                Arguments.argumentSet(
                        "other incarnation", WireIdentity.child(8, 0, "secret"), WireError.WRONG_INCARNATION),
                Arguments.argumentSet("later epoch", WireIdentity.child(7, 3, "secret"), WireError.WRONG_INCARNATION));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void aStrangerIsToldWhyAndNothingElse(WireIdentity stranger, WireError error) {
        var host = peer(WireIdentity.host(7, 3, "secret"));
        var child = peer(stranger);
        Peer.converse(host, child);

        assertThat(host.events).containsExactly("ended " + error);
        assertThat(child.events).containsExactly("ended " + error);
    }

    static Stream<Arguments> hellos() {
        return Stream.of(
                Arguments.argumentSet("higher version", hello(9, Role.CHILD, 0), null),
                Arguments.argumentSet("no version", hello(0, Role.CHILD, 0), WireError.UNSUPPORTED),
                Arguments.argumentSet("same role", hello(1, Role.HOST, 0), WireError.PROTOCOL));
    }

    private static Hello hello(int version, Role role, long epoch) {
        return new Hello(version, role, 7, epoch, null, WireLimits.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void aHelloIsAcceptedOrNot(Hello hello, @Nullable WireError error) {
        WireFault refusal = Handshake.refusal(WireIdentity.host(7, 1, null), hello);
        assertThat(refusal == null ? null : refusal.name()).isEqualTo(error == null ? null : error.name());
    }

    @Test
    void aChildRefusesAnEpochThatIsNotHigher() {
        var mine = WireIdentity.child(7, 2, null);
        assertThat(Handshake.refusal(mine, hello(1, Role.HOST, 2))).isNotNull();
        assertThat(Handshake.refusal(mine, hello(1, Role.HOST, 3))).isNull();
    }

    @Test
    void noLogShowsAToken() {
        assertThat(Handshake.hello(WireIdentity.child(7, 0, "hush"), Peer.SMALL).toString())
                .doesNotContain("hush");
        assertThat(WireIdentity.child(7, 0, "hush").toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @EnumSource
    void aHelloThatDoesNotComeIsNotWaitedForForEver(Role role) {
        var peer = Peer.of(role, Peer.small());
        peer.state.tick(seconds(9));
        assertThat(peer.end).isNull();
        peer.state.tick(seconds(10));
        assertThat(peer.events).containsExactly("ended NOT_RESPONDING");
    }

    @ParameterizedTest
    @EnumSource
    void nothingBeginsBeforeTheHello(Role role) {
        var peer = Peer.of(role, Peer.small());
        assertThatThrownBy(() -> peer.state.open(Peer.call("vat", "m"), null))
                .isInstanceOfSatisfying(
                        WireException.class,
                        e -> assertThat(e.fault().is(WireError.REFUSED)).isTrue());
        peer.state.goAway("no need");
        assertThat(peer.events).containsExactly("ended GOING_AWAY");
    }

    @Nested
    class WhenConnected {
        private final Peer host = Peer.of(Role.HOST, Peer.small());
        private final Peer child = Peer.of(Role.CHILD, Peer.small());

        @BeforeEach
        void connects() {
            Peer.converse(host, child);
            host.events.clear();
            child.events.clear();
        }

        @Test
        void silenceIsAskedAndThenTheEnd() {
            host.state.tick(seconds(14));
            assertThat(host.state.hasOutput()).isFalse();
            host.state.tick(seconds(29));
            assertThat(host.output()).hasSize(24);
            host.state.tick(seconds(44));
            assertThat(host.output()).hasSize(24);
            assertThat(host.end).isNull();
            host.state.tick(seconds(59));
            assertThat(host.events).containsExactly("ended NOT_RESPONDING");
        }

        @Test
        void aPongIsAsGoodAsAnything() {
            for (int second = 0; second < 300; second += 5) {
                host.state.tick(seconds(second));
                Peer.converse(host, child);
            }
            assertThat(host.events).isEmpty();
        }

        @Test
        void aPeerThatTakesNothingIsGivenUp() {
            host.open();
            for (int second = 0; second <= 50; second += 5) {
                host.state.tick(seconds(second));
                var ping = ArrayOutput.unlimited();
                child.encoder.frame(new Frame.Pong(1), ping);
                host.input(ping.take());
            }
            assertThat(host.events).containsExactly("failed 2 CONNECTION_LOST", "ended NOT_RESPONDING");
        }

        @Test
        void requestsAndStreamsEndAtTheirDeadline() throws WireException {
            host.state.tick(seconds(1));
            host.state.request(false, Peer.call("vat", "m").within(2_000), null);
            StreamState stream = host.state.open(Peer.call("vat", "s").within(3_000), null);
            Peer.converse(host, child);
            host.state.tick(seconds(2));
            host.state.tick(seconds(4));
            host.state.tick(seconds(5));
            Peer.converse(host, child);

            assertThat(host.events).containsExactly("rejected 2 DEADLINE", "failed 4 DEADLINE");
            assertThat(child.events)
                    .containsExactly("requested 2", "opened 4", "cancelled request 2", "failed 4 DEADLINE");
            assertThat(stream.isOver()).isTrue();
        }

        @Test
        void whatRunsTooLongAfterGoingAwayIsCutOff() {
            host.open();
            Peer.converse(host, child);
            host.state.goAway("the kernel stops");
            for (int second = 0; second <= 30; second += 10) {
                host.state.tick(seconds(second));
                Peer.converse(host, child);
            }
            assertThat(host.events).containsExactly("failed 2 CONNECTION_LOST", "ended DEADLINE");
            assertThat(child.events).contains("failed 2 CONNECTION_LOST").endsWith("ended DEADLINE");
        }

        @Test
        void whatCrossesTheGoingAwayWasNotProcessed() {
            StreamState stream = child.open();
            OutgoingRequest request = child.ask(Payload.EMPTY);
            host.state.goAway("the kernel stops");
            byte[] away = host.output();
            byte[] late = child.output();
            child.input(away);
            assertThat(child.events)
                    .containsExactly(
                            "rejected " + request.id() + " REFUSED",
                            "failed " + stream.id() + " REFUSED",
                            "going away");
            host.input(late);
            assertThat(host.events).containsExactly("ended GOING_AWAY");
            assertThatThrownBy(() -> child.state.open(Peer.call("vat", "m"), null))
                    .isInstanceOf(WireException.class);
        }

        @Test
        void anEndInsideAFrameIsALoss() {
            host.state.endOfInput(true);
            assertThat(host.events).containsExactly("ended CONNECTION_LOST");
        }

        @Test
        void aResetIsAnOrderlyEndWhenTheOtherSideLeavesAndNothingIsOpen() {
            Peer.converse(host, child);
            host.state.goAway("the kernel stops");
            Peer.converse(host, child);
            child.state.lost("connection reset");
            assertThat(child.events).endsWith("ended GOING_AWAY");
        }

        @Test
        void aResetIsALossWhileSomethingIsOpen() {
            host.open();
            Peer.converse(host, child);
            host.state.goAway("the kernel stops");
            Peer.converse(host, child);
            child.state.lost("connection reset");
            assertThat(child.events).endsWith("failed 2 CONNECTION_LOST", "ended CONNECTION_LOST");
        }

        @Test
        void nothingIsSentAfterTheEndAndNothingThrows() {
            StreamState stream = host.open();
            Peer.converse(host, child);
            child.ask(Payload.EMPTY);
            Peer.converse(host, child);
            host.state.lost("cut");
            assertThat(host.state.send(stream, Payload.EMPTY)).isEqualTo(Sent.ENDED);
            host.state.respond(host.requests.get(0), Payload.EMPTY);
            host.state.release(stream);
            host.state.tick(seconds(1_000));
            assertThat(host.state.hasOutput()).isFalse();
            assertThat(host.events)
                    .isEqualTo(List.of(
                            "requested 1", "failed 2 CONNECTION_LOST", "cancelled request 1", "ended CONNECTION_LOST"));
            assertThat(host.state.occupancy()).isEqualTo(Occupancy.NOTHING);
        }
    }

    @Test
    void timingsAreInOrder() {
        assertThat(WireTiming.DEFAULT.ping().multipliedBy(3)).isEqualTo(WireTiming.DEFAULT.dead());
        assertThat(WireTiming.DEFAULT.hello()).isEqualTo(Duration.ofSeconds(10));
    }
}
