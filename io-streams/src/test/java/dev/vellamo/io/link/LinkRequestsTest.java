package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.failureOf;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.Role;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireFault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests over two links that are connected, asked by either. */
class LinkRequestsTest {

    private final MemoryTransport.Pair transports = MemoryTransport.pair();
    private final LinkSide host = LinkSide.host(transports.first(), 1);
    private final LinkSide child = LinkSide.child(transports.second(), 0);

    @AfterEach
    void leavesNothing() {
        LinkSide.end(List.of(host, child));
    }

    private LinkSide asker(Role role) {
        return role == Role.HOST ? host : child;
    }

    private LinkSide asked(Role role) {
        return role == Role.HOST ? child : host;
    }

    /** Asks once more and is answered. */
    private void goesOn(Role role) {
        var call = asker(role).ask("and now?");
        next(asked(role).requests).respond(Payload.text("fine"));
        assertThat(answerOf(call)).isEqualTo("fine");
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsNotAnsweredInTimeFailsAndTheOtherSideIsTold(Role role) {
        var call = asker(role).ask("when?", 5_000);
        var request = next(asked(role).requests);
        assertThat(request.invocation().deadlineMillis()).isEqualTo(5_000);
        asker(role).timeIs(1);
        asker(role).timeIs(5);
        assertThat(call.answer().toCompletableFuture()).isNotDone();
        asker(role).timeIs(7);

        assertThat(failureOf(call).is(WireError.DEADLINE)).isTrue();
        assertThat(next(asked(role).cancelled)).isSameAs(request);
        request.respond(Payload.text("too late"));
        goesOn(role);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsCancelledFailsAtOnceAndTheOtherSideIsTold(Role role) {
        var call = asker(role).ask("never mind");
        var request = next(asked(role).requests);
        call.cancel();

        assertThat(failureOf(call).is(WireError.CANCELLED)).isTrue();
        assertThat(next(asked(role).cancelled)).isSameAs(request);
        request.reject(new WireFault(WireError.CANCELLED, "as you wish"));
        goesOn(role);
    }

    @ParameterizedTest
    @EnumSource
    void aCancellationAfterTheAnswerDoesNothing(Role role) {
        var call = asker(role).ask("what?");
        next(asked(role).requests).respond(Payload.text("this"));
        assertThat(answerOf(call)).isEqualTo("this");
        call.cancel();

        goesOn(role);
        assertThat(answerOf(call)).isEqualTo("this");
        assertThat(asked(role).cancelled).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSecondAnswerDoesNothing(Role role) {
        var call = asker(role).ask("what?");
        var request = next(asked(role).requests);
        request.respond(Payload.text("this"));
        request.reject(new WireFault(WireError.APPLICATION, "or that"));

        assertThat(answerOf(call)).isEqualTo("this");
        goesOn(role);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatWaitsWhenTheLinkIsLostFailsAndItsAnswerDoesNothing(Role role) {
        var call = asker(role).ask("still there?");
        var request = next(asked(role).requests);
        asked(role).link().cut("the cable is cut");

        assertThat(failureOf(call).is(WireError.CONNECTION_LOST)).isTrue();
        assertThat(next(asked(role).cancelled)).isSameAs(request);
        request.respond(Payload.text("yes"));
        asker(role).isReleased();
    }
}
