package dev.vellamo.kernel.store;

import static dev.vellamo.kernel.store.SampleStore.following;
import static dev.vellamo.kernel.store.SampleStore.fulfilled;
import static dev.vellamo.kernel.store.SampleStore.message;
import static dev.vellamo.kernel.store.SampleStore.problemsWith;
import static dev.vellamo.kernel.store.SampleStore.value;
import static dev.vellamo.kernel.store.SampleStore.watch;
import static dev.vellamo.kernel.store.SampleStore.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.ObjectMark;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Timer;
import dev.vellamo.kernel.store.StoredRow.Vat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoreCheckTest {

    @ParameterizedTest
    @MethodSource({"numbers", "clusters", "messages", "others", "references"})
    void findsWhatIsWrong(String problem, List<StoredRow> rows) {
        assertThat(problemsWith(rows)).containsExactly(problem);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                wrong("unknown number", "META mood: is not a number that a kernel keeps", new Meta("mood", 1)),
                wrong("negative", "META incarnation: is negative: -1", new Meta(Meta.INCARNATION, -1)),
                wrong("place", "MESSAGE 14: is above lastPlace, which is 13", new Meta(Meta.LAST_PLACE, 13)),
                wrong("promise", "PROMISE 14: is above lastPromise, which is 13", new Meta(Meta.LAST_PROMISE, 13)),
                wrong("call", "SERVICE_CALL 5: is above lastCall, which is 4", new Meta(Meta.LAST_CALL, 4)),
                wrong(
                        "subcluster",
                        "SUBCLUSTER s2: is above lastSubcluster, which is 1",
                        new Meta("lastSubcluster", 1)),
                wrong("place 0", "MESSAGE 0: its number is not positive", message(0, "v1", "v1:o+0", 0)));
    }

    static Stream<Arguments> clusters() {
        return Stream.of(
                wrong(
                        "id of a subcluster",
                        "SUBCLUSTER x: is not an id: expected for example s1",
                        new Subcluster("x", "a", false, true, true, "{}", StoredValue.NULL)),
                wrong(
                        "config",
                        "SUBCLUSTER s1: its config is not JSON",
                        new Subcluster("s1", "a", false, true, true, "{", StoredValue.NULL)),
                wrong(
                        "two of a system name",
                        "SUBCLUSTER s3: has the name of system subcluster s2",
                        new Subcluster("s3", "console", true, true, true, "{}", StoredValue.NULL)),
                wrong(
                        "id of a vat",
                        "VAT v01: is not an id: expected for example v1",
                        new Vat("v01", "s1", "x", 0, "")),
                wrong("subcluster gone", "VAT v4: its subcluster s3 is not there", new Vat("v4", "s3", "x", 0, "")),
                wrong("incarnation", "VAT v3: its incarnation is less than -1", new Vat("v3", "s2", "main", -2, "")),
                wrong("code", "VAT v3: its code is not JSON", new Vat("v3", "s2", "main", 0, "x.jar")),
                wrong("two of a name", "VAT v4: has the name of vat v1", new Vat("v4", "s1", "main", 0, "")));
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                wrong(
                        "queue of no vat",
                        "MESSAGE 20: waits at v4, which is neither a promise nor a vat that is there",
                        message(20, "v4", "v4:o+0", 0)),
                wrong(
                        "wrong queue",
                        "MESSAGE 20: waits at v2 for v1:o+0, which is not of that vat",
                        message(20, "v2", "v1:o+0", 0)),
                wrong(
                        "service in the queue of a vat",
                        "MESSAGE 20: waits at v2 for service:clock, which is not of that vat",
                        message(20, "v2", "service:clock", 0)),
                wrong(
                        "object at a promise",
                        "MESSAGE 20: waits at kp7 for v1:o+0, which is not a promise",
                        message(20, "kp7", "v1:o+0", 0)),
                wrong(
                        "watch for a promise",
                        "MESSAGE 20: is to bring the outcome of kp7 to a promise",
                        watch(20, "kp7", "kp8")),
                wrong("settled", "MESSAGE 20: waits at kp13, which has settled", message(20, "kp13", "kp13", 0)),
                wrong(
                        "attempts",
                        "MESSAGE 20: attempts is negative",
                        new Message(20, false, "v1", "v1:o+0", "m", value("[]"), 0, -1)));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                wrong(
                        "timer of no vat",
                        "TIMER v4 1: its vat is not there",
                        new Timer("v4", 1, 0, 0, "v4:o+0", "m", value("[]"))),
                wrong(
                        "number of a timer",
                        "TIMER v1 -1: its number is negative",
                        new Timer("v1", -1, 0, 0, "v1:o+0", "m", value("[]"))),
                wrong(
                        "period of a timer",
                        "TIMER v1 1: its period is negative",
                        new Timer("v1", 1, 0, -1, "v1:o+0", "m", value("[]"))),
                wrong(
                        "call without a service",
                        "SERVICE_CALL 4: names no service",
                        new ServiceCall(4, "", "m", value("[]"), 0)),
                wrong("outcome without a promise", "OUTCOME a v1:o+0 k: has no promise", outcome("v1:o+0", 0)),
                wrong(
                        "mark that says nothing",
                        "OBJECT_MARK v1:o+0: says nothing: neither revoked nor pinned",
                        new ObjectMark("v1:o+0", false, 0)),
                wrong("pins", "OBJECT_MARK v1:o+0: pins is negative", new ObjectMark("v1:o+0", true, -1)),
                wrong("mark of a promise", "OBJECT_MARK kp7: is of a promise", new ObjectMark("kp7", true, 0)));
    }

    private static Outcome outcome(String target, long promise) {
        return new Outcome("a", target, "k", "f", promise, 0);
    }

    static Stream<Arguments> references() {
        return Stream.of(
                wrong(
                        "not a reference",
                        "MESSAGE 20: not a stored reference: \"x\" (expected for example v3:o+0)",
                        new Message(20, false, "v1", "v1:o+0", "m", value("[\"$0\"]", "x"), 0, 0)),
                wrong(
                        "missing promise in a value",
                        "MESSAGE 20: refers to kp19: there is no such promise",
                        new Message(20, false, "v1", "v1:o+0", "m", value("[\"$0\"]", "kp19"), 0, 0)),
                wrong(
                        "missing promise to follow",
                        "PROMISE 12: refers to kp19: there is no such promise",
                        following(12, 19),
                        fulfilled(11, value("[\"$0\",\"$1\"]", "kp12", "kp9"))),
                wrong(
                        "missing outcome",
                        "OUTCOME a v1:o+0 k: refers to kp19: there is no such promise",
                        outcome("v1:o+0", 19)),
                wrong(
                        "vat that never was",
                        "OUTCOME a v9:o+0 k: refers to v9:o+0: there never was a v9",
                        outcome("v9:o+0", 11)),
                wrong(
                        "channel that never was",
                        "OBJECT_MARK io:s9:x: refers to io:s9:x: there never was a s9",
                        new ObjectMark("io:s9:x", true, 0)),
                wrong(
                        "heap to come",
                        "OBJECT_MARK v1.3:o+4: refers to v1.3:o+4: that vat was started only 2 times before",
                        new ObjectMark("v1.3:o+4", true, 0)));
    }

    @Test
    void findsARowThatIsThereTwice() {
        var rows = new ArrayList<>(SampleStore.rows());
        rows.add(new ObjectMark("v4:o+0", false, 1));

        assertThat(StoreCheck.of(new StoreContent(rows)))
                .containsExactly(new StoreProblem(StoredRow.Table.OBJECT_MARK, "v4:o+0", "is there twice"));
    }

    @Test
    void findsNothingInWhatAKernelWrites() {
        assertThat(StoreCheck.of(SampleStore.content())).isEmpty();
    }

    @Test
    void findsNothingInAnEmptyStore() {
        assertThat(StoreCheck.of(StoreContent.EMPTY)).isEmpty();
    }
}
