package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The usual conversations, in both codecs, with both ends. */
class ConversationTest {
    private Peer host = Peer.of(Role.HOST, Peer.small());
    private Peer child = Peer.of(Role.CHILD, Peer.small());

    private void connect(Codec codec) {
        host = Peer.of(Role.HOST, Peer.small(), codec);
        child = Peer.of(Role.CHILD, Peer.small(), codec);
        Peer.converse(host, child);
        host.events.clear();
        child.events.clear();
    }

    private static Payload filled(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        return new Payload(Form.TEXT, Bytes.of(bytes));
    }

    @BeforeEach
    void startsBinary() {
        connect(Codec.BINARY);
    }

    @ParameterizedTest
    @EnumSource
    void helloesAreExchangedBeforeAnythingElse(Codec codec) {
        host = Peer.of(Role.HOST, Peer.small(), codec);
        child = Peer.of(Role.CHILD, Peer.small(), codec);
        assertThat(host.state.hasOutput()).isFalse();

        Peer.converse(host, child);

        assertThat(host.events).containsExactly("ready");
        assertThat(child.events).containsExactly("ready");
    }

    @Nested
    class AStream {
        @ParameterizedTest
        @EnumSource
        void carriesMessagesBothWaysAndEnds(Codec codec) {
            connect(codec);
            StreamState mine = host.open();
            host.state.send(mine, Payload.text("one"));
            host.state.send(mine, Payload.bytes(new byte[] {0, -1, 7}));
            Peer.converse(host, child);
            child.state.send(child.stream(mine.id()), Payload.json("{\"two\":2}"));
            host.state.close(mine);
            child.state.close(child.stream(mine.id()));
            Peer.converse(host, child);

            assertThat(child.received(mine.id()))
                    .containsExactly(Bytes.utf8("one"), Bytes.of((byte) 0, (byte) -1, (byte) 7));
            assertThat(host.received(mine.id())).containsExactly(Bytes.utf8("{\"two\":2}"));
            assertThat(child.events).containsExactly("opened 2", "closed 2");
            assertThat(host.events).containsExactly("closed 2");
            assertThat(mine.isOver()).isTrue();
            host.state.release(mine);
            child.state.release(child.stream(mine.id()));
            assertThat(host.state.occupancy()).isEqualTo(Occupancy.NOTHING);
            assertThat(child.state.occupancy()).isEqualTo(Occupancy.NOTHING);
        }

        @ParameterizedTest
        @EnumSource
        void carriesAMessageThatIsLargerThanItsWindowAndAFrame(Codec codec) {
            connect(codec);
            StreamState mine = child.open();
            Payload large = filled(39_000);
            assertThat(child.state.send(mine, large)).isEqualTo(Sent.FULL);
            Peer.converse(host, child);

            assertThat(host.received(mine.id())).containsExactly(large.bytes());
            assertThat(child.events).containsExactly("writable 1");
        }

        @ParameterizedTest
        @EnumSource
        void neverSendsFasterThanTheReader(Codec codec) {
            connect(codec);
            child.consumesAtOnce = false;
            StreamState mine = host.open();
            for (int i = 0; i < 100; i++) {
                host.state.send(mine, filled(84));
            }
            Peer.converse(host, child);
            assertThat(child.received(mine.id())).hasSize(10);

            List<Integer> sizes = new ArrayList<>();
            while (child.received(mine.id()).size() < 100) {
                child.consumeAll();
                Peer.converse(host, child);
                sizes.add(child.received(mine.id()).size());
            }
            assertThat(sizes).as("the window grows with what was used up").containsExactly(30, 70, 100);
        }

        @ParameterizedTest
        @EnumSource
        void isCancelledByItsReader(Codec codec) {
            connect(codec);
            child.consumesAtOnce = false;
            StreamState mine = host.open();
            for (int i = 0; i < 20; i++) {
                host.state.send(mine, filled(100));
            }
            Peer.converse(host, child);
            child.state.cancel(child.stream(2), "enough");
            Peer.converse(host, child);

            assertThat(host.events).containsExactly("cancelled 2 enough");
            assertThat(host.state.send(mine, filled(1))).isEqualTo(Sent.ENDED);
            child.state.close(child.stream(2));
            Peer.converse(host, child);
            assertThat(mine.isOver()).isTrue();
            assertThat(child.stream(2).isOver()).isTrue();
        }
    }

    @Nested
    class ARequest {
        @ParameterizedTest
        @EnumSource
        void isAnswered(Codec codec) {
            connect(codec);
            host.ask(Payload.json("[1,2.50]"));
            Peer.converse(host, child);
            IncomingRequest request = child.requests.get(0);
            assertThat(request.invocation().arguments()).isEqualTo(Payload.json("[1,2.50]"));
            child.state.respond(request, Payload.text("good"));
            Peer.converse(host, child);

            assertThat(host.events).containsExactly("answered 2 4");
            assertThat(host.state.occupancy()).isEqualTo(Occupancy.NOTHING);
            assertThat(child.state.occupancy()).isEqualTo(Occupancy.NOTHING);
        }

        @ParameterizedTest
        @EnumSource
        void andItsAnswerMayTakeManyFrames(Codec codec) {
            connect(codec);
            child.ask(filled(90_000));
            Peer.converse(host, child);
            assertThat(host.requests.get(0).invocation().arguments().length()).isEqualTo(90_000);
            host.state.respond(host.requests.get(0), filled(80_000));
            Peer.converse(host, child);

            assertThat(child.events).containsExactly("answered 1 80000");
        }

        @ParameterizedTest
        @EnumSource
        void isCancelledAndStillOwedItsAnswer(Codec codec) {
            connect(codec);
            OutgoingRequest request = host.ask(Payload.EMPTY);
            Peer.converse(host, child);
            host.state.cancel(request);
            Peer.converse(host, child);
            assertThat(host.events).containsExactly("rejected 2 CANCELLED");
            assertThat(child.events).containsExactly("requested 2", "cancelled request 2");
            assertThat(child.state.occupancy().owed()).isEqualTo(1);

            child.state.reject(child.requests.get(0), new WireFault(WireError.CANCELLED, "stopped"));
            Peer.converse(host, child);
            assertThat(child.state.occupancy()).isEqualTo(Occupancy.NOTHING);
            assertThat(host.end).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void changedKeysAreToldWithTheirNewestValue(Codec codec) throws WireException {
        connect(codec);
        host.state.changed(new Frame.KeyChanged("a", 1, Payload.text("old")));
        host.state.changed(new Frame.KeyChanged("b", 1, Payload.json("{}")));
        host.state.changed(new Frame.KeyChanged("a", 2, Payload.text("new")));
        host.state.changed(new Frame.KeyChanged("c", 3, null));
        Peer.converse(host, child);

        assertThat(child.events).containsExactly("changed a new", "changed b {}", "changed c deleted");
    }

    @ParameterizedTest
    @EnumSource
    void goingAwayLetsWhatRunsFinish(Codec codec) {
        connect(codec);
        StreamState mine = host.open();
        OutgoingRequest request = host.ask(Payload.EMPTY);
        Peer.converse(host, child);
        host.state.goAway("the kernel stops");
        Peer.converse(host, child);
        assertThat(child.events).endsWith("going away");

        child.state.send(child.stream(2), Payload.text("last"));
        child.state.close(child.stream(2));
        child.state.respond(child.requests.get(0), Payload.EMPTY);
        host.state.close(mine);
        Peer.converse(host, child);

        assertThat(host.received(2)).containsExactly(Bytes.utf8("last"));
        assertThat(host.events).contains("answered " + request.id() + " 0").endsWith("ended GOING_AWAY");
        child.state.endOfInput(false);
        assertThat(child.events).endsWith("ended GOING_AWAY");
    }
}
