package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of a stream, and everything that can happen to it there. */
class StreamTransitionsTest {

    /** What happens, from the side of the honest end. */
    private enum Event {
        CLOSE_HERE,
        CANCEL_HERE,
        ABORT_HERE,
        RELEASE_HERE,
        CLOSE_THERE,
        CANCEL_THERE,
        ABORT_THERE,
        DATA_THERE,
        CREDIT_THERE
    }

    private static void act(Event event, Peer end, StreamState stream) {
        long id = stream.id();
        var fault = new WireFault(WireError.APPLICATION, "");
        switch (event) {
            case CLOSE_HERE -> end.state.close(stream);
            case CANCEL_HERE -> end.state.cancel(stream, "");
            case ABORT_HERE -> end.state.abort(stream, fault);
            case RELEASE_HERE -> end.state.release(stream);
            case CLOSE_THERE -> end.state.frame(new Frame.Close(id));
            case CANCEL_THERE -> end.state.frame(new Frame.Cancel(id, ""));
            case ABORT_THERE -> end.state.frame(new Frame.Abort(id, fault));
            case DATA_THERE -> end.state.data(id, false, Form.BYTES, new byte[1], 0, 1);
            case CREDIT_THERE -> end.state.frame(new Frame.Credit(id, 100_000));
        }
        end.output();
    }

    private static String state(StreamState stream) {
        String sending = stream.sending.hasEnded() ? "ENDED" : "OPEN";
        String receiving = stream.receiving.isOpen() ? "OPEN" : stream.receiving.isCancelled() ? "CANCELLED" : "ENDED";
        return sending + "/" + receiving;
    }

    private static Arguments row(String from, String expected, Event... before) {
        return Arguments.argumentSet(from, from, expected, before);
    }

    /** For each state: what each event in the order of {@link Event} makes of it. */
    static Stream<Arguments> states() {
        return Stream.of(
                row(
                        "OPEN/OPEN",
                        "ENDED/OPEN OPEN/CANCELLED ENDED/ENDED ENDED/ENDED OPEN/ENDED ENDED/OPEN ENDED/ENDED OPEN/OPEN"
                                + " OPEN/OPEN"),
                row(
                        "ENDED/OPEN",
                        "ENDED/OPEN ENDED/CANCELLED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/OPEN ENDED/ENDED ENDED/OPEN"
                                + " ENDED/OPEN",
                        Event.CLOSE_HERE),
                row(
                        "OPEN/CANCELLED",
                        "ENDED/CANCELLED OPEN/CANCELLED ENDED/ENDED ENDED/ENDED OPEN/ENDED ENDED/CANCELLED ENDED/ENDED"
                                + " OPEN/CANCELLED OPEN/CANCELLED",
                        Event.CANCEL_HERE),
                row(
                        "OPEN/ENDED",
                        "ENDED/ENDED OPEN/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED"
                                + " OPEN/ENDED",
                        Event.CLOSE_THERE),
                row(
                        "ENDED/CANCELLED",
                        "ENDED/CANCELLED ENDED/CANCELLED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/CANCELLED ENDED/ENDED"
                                + " ENDED/CANCELLED ENDED/CANCELLED",
                        Event.CLOSE_HERE,
                        Event.CANCEL_HERE),
                row(
                        "ENDED/ENDED",
                        "ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED ENDED/ENDED"
                                + " ENDED/ENDED",
                        Event.CLOSE_HERE,
                        Event.CLOSE_THERE));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyEventInEveryStateLeadsWhereTheTableSays(String from, String expected, Event... before) {
        for (Role role : Role.values()) {
            var seen = new StringBuilder();
            for (Event event : Event.values()) {
                var end = Peer.of(role, Peer.small());
                var other = Peer.of(role.other(), Peer.small());
                Peer.converse(end, other);
                StreamState stream = end.open();
                end.output();
                for (Event step : before) {
                    act(step, end, stream);
                }
                assertThat(state(stream)).isEqualTo(from);
                act(event, end, stream);
                seen.append(seen.isEmpty() ? "" : " ").append(state(stream));
                assertThat(end.state.occupancy().openStreams()).isEqualTo(stream.isOver() ? 0 : 1);
                assertThat(end.end).isNull();
            }
            assertThat(seen).hasToString(expected);
        }
    }
}
