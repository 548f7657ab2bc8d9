package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.failureOf;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.Role;
import dev.vellamo.protocol.wire.WireError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the other side is there, in a time that passes only when the test says so: asked after 15 s, given up after 45. */
class LinkLivenessTest {

    private final MemoryTransport.Pair transports = MemoryTransport.pair();
    private final Mutable fromHost = new Mutable(transports.first());
    private final Mutable fromChild = new Mutable(transports.second());
    private final LinkSide host = LinkSide.host(fromHost, 1);
    private final LinkSide child = LinkSide.child(fromChild, 0);

    @AfterEach
    void leavesNothing() {
        LinkSide.end(List.of(host, child));
    }

    private LinkSide side(Role role) {
        return role == Role.HOST ? host : child;
    }

    private LinkSide otherSide(Role role) {
        return role == Role.HOST ? child : host;
    }

    private void muteTheOtherSideOf(Role role) {
        (role == Role.HOST ? fromChild : fromHost).isMute = true;
    }

    /** What was on its way between the two sides has come. */
    private void settle() {
        var call = host.ask("anything on its way?");
        next(child.requests).respond(Payload.EMPTY);
        answerOf(call);
    }

    @ParameterizedTest
    @EnumSource
    void aSideThatFallsSilentIsGivenUp(Role role) {
        settle();
        var waiting = side(role).ask("are you there?");
        next(otherSide(role).requests);
        muteTheOtherSideOf(role);
        side(role).timeIs(1);
        side(role).timeIs(16);
        side(role).timeIs(45);
        assertThat(side(role).ended).isNotDone();
        side(role).timeIs(47);

        assertThat(await(side(role).ended).is(WireError.NOT_RESPONDING)).isTrue();
        assertThat(failureOf(waiting).is(WireError.CONNECTION_LOST)).isTrue();
        side(role).isReleased();
    }

    @ParameterizedTest
    @EnumSource
    void aSideThatHasNothingToSayButAnswersIsNot(Role role) {
        settle();
        for (int seconds = 1; seconds < 600; seconds += 16) {
            side(role).timeIs(seconds);
            settle(); // the answer has come, as frames do not overtake each other
        }

        assertThat(side(role).ended).isNotDone();
    }

    /** A transport whose other side hears nothing any more. */
    private static final class Mutable implements LinkTransport {
        private final LinkTransport transport;
        private volatile boolean isMute;

        Mutable(LinkTransport transport) {
            this.transport = transport;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return transport.read(into);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (isMute) {
                bytes.position(bytes.limit());
            } else {
                transport.write(bytes);
            }
        }

        @Override
        public void close() {
            transport.close();
        }
    }
}
