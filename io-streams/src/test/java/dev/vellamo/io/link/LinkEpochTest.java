package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.failureOf;
import static dev.vellamo.io.link.LinkSide.messages;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second link between two sides whose first one was lost: ids begin anew, and nothing of the first is taken for it. */
class LinkEpochTest {

    private final List<LinkSide> sides = new ArrayList<>();
    private LinkSide host = LinkSide.host(MemoryTransport.pair().first(), 1);
    private LinkSide child = host;

    private void connect(long epoch, long lastEpoch) {
        var transports = MemoryTransport.pair();
        sides.add(host);
        host = LinkSide.host(transports.first(), epoch);
        child = LinkSide.child(transports.second(), lastEpoch);
        sides.add(host);
        sides.add(child);
    }

    @AfterEach
    void leavesNothing() {
        LinkSide.end(sides);
    }

    @Test
    void aLateAnswerOfTheFirstLinkIsNotTakenForOneOfTheSecond() {
        connect(1, 0);
        var first = host.ask("first");
        var firstRequest = next(child.requests);
        host.link().cut("the connection is lost");
        assertThat(failureOf(first).is(WireError.CONNECTION_LOST)).isTrue();

        connect(2, 1);
        var second = host.ask("second");
        var secondRequest = next(child.requests);
        assertThat(secondRequest).asString().isEqualTo(firstRequest.toString());
        firstRequest.respond(Payload.text("the first"));
        secondRequest.respond(Payload.text("the second"));

        assertThat(answerOf(second)).isEqualTo("the second");
    }

    @Test
    void whatIsSentOnAStreamOfTheFirstLinkDoesNotComeOnTheSecond() {
        connect(1, 0);
        var first = host.open();
        first.send(messages("one"));
        next(child.streams);
        assertThat(next(child.heard)).isEqualTo("one");
        child.link().cut("the connection is lost");
        assertThat(next(host.heard)).isEqualTo("failed CONNECTION_LOST");

        connect(2, 1);
        var second = host.open();
        next(child.streams);
        first.send(messages("two"));
        first.close();
        second.send(messages("three"));
        second.close();

        assertThat(next(child.heard)).isEqualTo("three");
        assertThat(next(child.heard)).isEqualTo("closed");
    }

    @Test
    void aLinkWithAnOldEpochIsRefused() {
        connect(2, 2);

        assertThat(await(host.ended).is(WireError.WRONG_INCARNATION)).isTrue();
        assertThat(await(child.ended).is(WireError.WRONG_INCARNATION)).isTrue();
    }
}
