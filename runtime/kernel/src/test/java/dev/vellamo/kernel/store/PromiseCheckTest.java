package dev.vellamo.kernel.store;

import static dev.vellamo.kernel.store.SampleStore.decided;
import static dev.vellamo.kernel.store.SampleStore.following;
import static dev.vellamo.kernel.store.SampleStore.fulfilled;
import static dev.vellamo.kernel.store.SampleStore.hosts;
import static dev.vellamo.kernel.store.SampleStore.message;
import static dev.vellamo.kernel.store.SampleStore.pending;
import static dev.vellamo.kernel.store.SampleStore.problemsWith;
import static dev.vellamo.kernel.store.SampleStore.value;
import static dev.vellamo.kernel.store.SampleStore.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromiseCheckTest {

    @ParameterizedTest
    @MethodSource("promises")
    void findsWhatIsWrong(String problem, List<StoredRow> rows) {
        assertThat(problemsWith(rows)).containsExactly(problem);
    }

    static Stream<Arguments> promises() {
        return Stream.of(
                wrong(
                        "nobody settles",
                        "PROMISE 8: nothing brings its outcome: it is not settled, and not the result of a message that"
                                + " waits",
                        pending(8)),
                wrong("decider gone", "PROMISE 8: is decided by v4, which is not there", decided(8, "v4")),
                wrong(
                        "fulfilled and rejected",
                        "PROMISE 13: has more than one way to its outcome: fulfilled, rejected",
                        new Promise(13, "", false, 0, value("1"), Fault.of(ErrorCode.VAT_TERMINATED, "x"))),
                wrong(
                        "host and vat",
                        "PROMISE 8: has more than one way to its outcome: the host's to settle, decided by v1",
                        new Promise(8, "v1", true, 0, null, null)),
                wrong(
                        "result that was settled",
                        "PROMISE 7: is the result of message 11, and fulfilled",
                        fulfilled(7, value("1")),
                        new Message(13, false, "kp9", "kp9", "greet", value("[\"$0\"]", "kp7"), 0, 0),
                        hosts(9)),
                wrong(
                        "result of another vat's",
                        "PROMISE 7: is the result of message 11, and decided by v1",
                        decided(7, "v1")),
                wrong(
                        "service call of a vat's promise",
                        "PROMISE 14: is the result of a service call, and not the host's to settle",
                        decided(14, "v1")),
                wrong(
                        "cycle",
                        "PROMISE 8: follows a promise that follows it, so it never settles",
                        following(8, 12),
                        following(12, 8),
                        fulfilled(11, value("[\"$0\",\"$1\"]", "kp12", "kp9"))),
                wrong("garbage", "PROMISE 15: nothing depends on it", hosts(15)),
                wrong(
                        "garbage that refers to itself",
                        "PROMISE 15: nothing depends on it",
                        fulfilled(15, value("\"$0\"", "kp15"))));
    }

    @Test
    void findsTwoThatAnswerOnePromise() {
        assertThat(problemsWith(List.of(message(20, "v2", "v2:o+0", 7))))
                .singleElement()
                .asString()
                .startsWith("MESSAGE 20: answers kp7, which another row does too");
    }

    @Test
    void acceptsAResultThatTheVatIsAboutToDecide() {
        assertThat(problemsWith(List.of(decided(7, "v2"), message(13, "kp7", "kp7", 9))))
                .isEmpty();
    }
}
