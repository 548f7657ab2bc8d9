package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Passable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises between vats, through the smallest kernel there is. */
class PromiseTest {

    private final Loopback kernel = new Loopback().add("a", PromisePeer.class).add("b", PromisePeer.class);

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    @DisplayName("scenario 46: messages to an unresolved promise arrive after it resolves, in order, over three levels")
    void pipelines() {
        kernel.call("a", "pipeline", "@b");
        kernel.run();
        var log = kernel.call("b", "log");
        kernel.run();
        assertThat(log.value()).isEqualTo("before one two three deep");
        assertThat(kernel.openPromises("a")).isZero();
        assertThat(kernel.openPromises("b")).isZero();
    }

    @Test
    @DisplayName("scenario 47: a message to a promise that resolved to no reference is rejected")
    void pipesToAValue() {
        var answer = kernel.call("a", "pipeTo", "@b", "x");
        kernel.run();
        kernel.call("b", "settle", "x", "text");
        kernel.run();
        assertThat(answer.fault().code()).isEqualTo("BAD_PROMISE_RESOLUTION");
    }

    @Test
    @DisplayName("scenario 47: a message to a rejected promise is rejected with the same reason")
    void pipesToARejection() {
        var answer = kernel.call("a", "pipeTo", "@b", "x");
        kernel.run();
        kernel.call("b", "fail", "x", "because");
        kernel.run();
        assertThat(answer.fault().code()).isEqualTo("REASON");
        assertThat(answer.fault().message()).isEqualTo("because");
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers", "containersLater"})
    @DisplayName("scenario 49: two promises that resolve to containers of each other do not hang")
    void resolvesCrosswise(String method) {
        var answer = kernel.call("a", method, "@b");
        kernel.run();
        assertThat(answer.value()).isEqualTo(1);
        kernel.call("a", "log");
        kernel.run();
    }

    @Test
    @DisplayName("scenario 49: promises that follow each other are rejected")
    void rejectsCycles() {
        var local = kernel.call("a", "localCycle");
        var through = kernel.call("a", "selfReferring", "@b");
        kernel.run();
        assertThat(local.fault().code()).isEqualTo("PROMISE_CYCLE");
        assertThat(through.fault().code()).isEqualTo("PROMISE_CYCLE");
    }

    @Test
    @DisplayName("scenario 50: a long chain of promises ends, within a vat and across vats")
    void chains() {
        var local = kernel.call("a", "chain", 5_000);
        var nested = kernel.call("a", "settledChain", "@b", 5_000);
        var across = kernel.call("a", "steps", "@b", 0, 500);
        kernel.run();
        assertThat(local.value()).isEqualTo("end");
        assertThat(nested.value()).isEqualTo(1);
        assertThat(across.value()).isEqualTo(500);
    }

    @Test
    @DisplayName("scenario 51: who completes a promise of another vat changes it for itself only")
    void completesWhatItDoesNotDecide() {
        var later = kernel.call("b", "later", "x");
        var forged = kernel.call("a", "forge", "@b", "x");
        kernel.run();
        kernel.call("b", "settle", "x", "honest");
        kernel.run();
        assertThat(forged.value()).isEqualTo("forged");
        assertThat(later.value()).isEqualTo("honest");
        assertThat(kernel.openPromises("a")).isZero();
        assertThat(kernel.aborted("a")).isNull();
    }

    @Test
    void aPromiseThatWasGivenUpMayComeBack() {
        var answer = kernel.call("a", "giveUp", "@b", "x");
        kernel.run();
        kernel.call("b", "settle", "x", "honest");
        kernel.run();
        assertThat(answer.value()).isEqualTo("honest");
    }

    @Test
    @DisplayName("scenario 51: settling a promise a second time does nothing")
    void settlesTwice() {
        var later = kernel.call("b", "later", "x");
        kernel.call("b", "resolveTwice", "x");
        kernel.run();
        assertThat(later.value()).isEqualTo("first");
    }

    @Test
    void anOwnPromiseInAnArgumentEndsThere() {
        var derived = kernel.call("a", "passOn", "@b", "await");
        var length = kernel.call("a", "passOn", "@b", "awaitLength");
        var settled = kernel.call("a", "passSettled", "@b");
        kernel.run();
        assertThat(derived.value()).isEqualTo("derived!");
        assertThat(length.value()).isEqualTo(8);
        assertThat(settled.value()).isEqualTo("settled");
        assertThat(kernel.openPromises("a")).isZero();
        assertThat(kernel.openPromises("b")).isZero();
    }

    @Test
    void waitingIsRefusedAtOnce() {
        var answer = kernel.call("a", "join", "@b");
        kernel.run();
        assertThat(answer.fault().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(answer.fault().message()).contains("a vat never waits", "thenCompose");
    }

    @Test
    void aResultOfTheWrongTypeIsRejected() {
        var answer = kernel.call("a", "badResult", "@b");
        kernel.run();
        assertThat(answer.fault().code()).isEqualTo("BAD_RESULT");
        assertThat(answer.fault().message()).contains("expected Integer");
    }

    @Test
    void asynchronousStagesRunLaterInTheSameCrank() {
        var cranks = kernel.cranks("a");
        var answer = kernel.call("a", "asyncJobs");
        kernel.run();
        assertThat(answer.value()).isEqualTo("a1");
        assertThat(kernel.cranks("a")).isEqualTo(cranks + 1);
    }

    @Test
    void valuesMayTravelAsText() {
        kernel.overJson();
        pipelines();
        var answer = kernel.call("a", "containers", "@b");
        kernel.run();
        assertThat(answer.body()).isEqualTo(new Passable.Immutable(1));
    }
}
