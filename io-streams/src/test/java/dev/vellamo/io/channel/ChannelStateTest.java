package dev.vellamo.io.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.channel.ChannelAction.AcceptNext;
import dev.vellamo.io.channel.ChannelAction.Cut;
import dev.vellamo.io.channel.ChannelAction.Finish;
import dev.vellamo.io.channel.ChannelAction.HoldArrival;
import dev.vellamo.io.channel.ChannelAction.Linger;
import dev.vellamo.io.channel.ChannelAction.Open;
import dev.vellamo.io.channel.ChannelAction.ReadOn;
import dev.vellamo.io.channel.ChannelAction.RefuseArrival;
import dev.vellamo.io.channel.ChannelFixture.Shape;
import dev.vellamo.io.channel.ChannelSettings.Clients;
import dev.vellamo.io.transport.PeerCredentials;
import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChannelStateTest {
    private static final int BUFFER_BYTES = 2048;

    private static ChannelState channel(Clients clients) {
        var state = new ChannelState(
                Shape.LINES_OF_ONE.with(clients).buffering(BUFFER_BYTES).settings());
        state.acceptReady();
        return state;
    }

    private static Decoded chunk(int partialBytes, String... lines) {
        var units = new UnitBatch(0);
        for (var line : lines) {
            units.add(line, line.length() + 1);
        }
        return new Decoded(units, partialBytes, Optional.empty());
    }

    private static String[] many(int count) {
        var lines = new String[count];
        Arrays.fill(lines, "x");
        return lines;
    }

    @Nested
    class ForOneClient {
        private final ChannelState state = channel(Clients.ONE);

        @Test
        void opensTheFirstAndAsksForTheNext() {
            assertThat(state.arrived(PeerCredentials.UNKNOWN)).containsExactly(new Open(1), new AcceptNext());
        }

        @Test
        void holdsASecondThenRefusesIt() {
            state.arrived(PeerCredentials.UNKNOWN);

            assertThat(state.arrived(PeerCredentials.UNKNOWN)).containsExactly(new HoldArrival());
            assertThat(state.holdOver()).containsExactly(new RefuseArrival(), new AcceptNext());
        }

        @Test
        void opensTheSecondWhenTheFirstEndsInTime() {
            state.arrived(PeerCredentials.UNKNOWN);
            state.arrived(PeerCredentials.UNKNOWN);

            assertThat(state.inputEnded(1, Optional.empty()))
                    .containsExactly(new Linger(1), new Open(2), new AcceptNext());
        }

        @Test
        void refusesTheOneThatIsHeldWhenItCloses() {
            state.arrived(PeerCredentials.UNKNOWN);
            state.arrived(PeerCredentials.UNKNOWN);

            assertThat(state.close(new TestReply<>())).containsExactly(new RefuseArrival(), new Finish(1));
        }

        @Test
        void letsALoneIncompleteUnitGrowToItsLimit() {
            state.arrived(PeerCredentials.UNKNOWN);

            assertThat(state.chunkRead(1, chunk(BUFFER_BYTES))).containsExactly(new ReadOn(1));
        }
    }

    @Nested
    class ForManyClients {
        private final ChannelState state = channel(Clients.MANY);

        @Test
        void readsNobodyAndAcceptsNobodyWhileTheBufferIsFull() {
            state.arrived(PeerCredentials.UNKNOWN);

            assertThat(state.chunkRead(1, chunk(0, many(40)))).isEmpty();
            assertThat(state.arrived(PeerCredentials.UNKNOWN)).isEmpty();
        }

        @Test
        void goesOnWithEverythingWhenThereIsRoomAgain() {
            var received = new TestReply<ReceivedUnits>();
            state.arrived(PeerCredentials.UNKNOWN);
            state.chunkRead(1, chunk(0, many(40)));
            state.arrived(PeerCredentials.UNKNOWN);
            state.receive(40, received).forEach(action -> action.carryOut(NO_EFFECTS));

            assertThat(state.consumed(received.value().receipt()))
                    .containsExactly(new ReadOn(1), new Open(2), new AcceptNext());
        }

        @Test
        void cutsTheLargestOfSeveralIncompleteUnitsThatFillTheBuffer() {
            state.arrived(PeerCredentials.UNKNOWN);
            state.arrived(PeerCredentials.UNKNOWN);
            assertThat(state.chunkRead(1, chunk(1200))).containsExactly(new ReadOn(1));

            var actions = state.chunkRead(2, chunk(900));

            assertThat(actions)
                    .satisfiesExactly(
                            cut -> assertThat(cut).isInstanceOf(Cut.class).hasFieldOrPropertyWithValue("session", 1L),
                            readOn -> assertThat(readOn).isEqualTo(new ReadOn(2)));
        }

        @Test
        void givesEverySessionItsTurn() {
            for (long session = 1; session <= 3; session++) {
                state.arrived(PeerCredentials.UNKNOWN);
                state.chunkRead(session, chunk(0, "a", "b"));
            }
            var served = new ArrayList<Long>();
            for (int i = 0; i < 6; i++) {
                var received = new TestReply<ReceivedUnits>();
                state.receive(1, received).forEach(action -> action.carryOut(NO_EFFECTS));
                served.add(received.value().session());
            }

            assertThat(served).isEqualTo(List.of(1L, 2L, 3L, 1L, 2L, 3L));
        }

        @Test
        void closesTheOldestWhenTooManyLinger() {
            for (long session = 1; session <= SessionTable.MAX_LINGERING; session++) {
                arriveAndLeave(session);
            }

            assertThat(arriveAndLeave(SessionTable.MAX_LINGERING + 1)).contains(new Finish(1));
        }

        private List<ChannelAction> arriveAndLeave(long session) {
            state.arrived(PeerCredentials.UNKNOWN);
            var actions = state.inputEnded(session, Optional.empty());
            var received = new TestReply<ReceivedUnits>();
            state.receive(1, received).forEach(action -> action.carryOut(NO_EFFECTS));
            state.consumed(received.value().receipt());
            return actions;
        }

        @Test
        void refusesMoreWaitingReceivesThanItsLimit() {
            for (int i = 0; i < Inbox.MAX_WAITING; i++) {
                assertThat(state.receive(1, new TestReply<>())).isEmpty();
            }
            var reply = new TestReply<ReceivedUnits>();

            state.receive(1, reply).forEach(action -> action.carryOut(NO_EFFECTS));

            assertThat(reply.failure().code()).isEqualTo(ErrorCode.LIMIT_REACHED);
        }

        @Test
        void forgetsNothingOfAnUnknownReceipt() {
            assertThat(state.consumed(99)).isEmpty();
            assertThat(state.returned(99)).isEmpty();
        }
    }

    private static final ChannelEffects NO_EFFECTS = new ChannelSimulation(Clients.MANY, 0);
}
