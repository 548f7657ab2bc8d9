package dev.vellamo.kernel.store;

import static dev.vellamo.kernel.store.SampleStore.decided;
import static dev.vellamo.kernel.store.SampleStore.following;
import static dev.vellamo.kernel.store.SampleStore.fulfilled;
import static dev.vellamo.kernel.store.SampleStore.hosts;
import static dev.vellamo.kernel.store.SampleStore.message;
import static dev.vellamo.kernel.store.SampleStore.pending;
import static dev.vellamo.kernel.store.SampleStore.value;
import static dev.vellamo.kernel.store.SampleStore.vatValue;
import static dev.vellamo.kernel.store.SampleStore.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.ObjectMark;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Timer;
import dev.vellamo.kernel.store.StoredRow.Vat;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoreCheckTest {

    /** The sample, with these rows in place of those with the same key, or beside them. */
    private static List<String> problemsWith(List<StoredRow> changed) {
        var keys = changed.stream().map(StoredRow::key).toList();
        var rows = new ArrayList<>(SampleStore.rows());
        rows.removeIf(row -> keys.contains(row.key()));
        rows.addAll(changed);
        return StoreCheck.of(new StoreContent(rows)).stream()
                .map(StoreProblem::toString)
                .toList();
    }

    private static Arguments wrong(String name, String problem, StoredRow... rows) {
        return argumentSet(name, problem, List.of(rows));
    }

    @ParameterizedTest
    @MethodSource({"numbers", "clusters", "values", "messages", "promises", "others", "references"})
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
                wrong("incarnation", "VAT v3: its incarnation is negative", new Vat("v3", "s2", "main", -1, "")),
                wrong("code", "VAT v3: its code is not JSON", new Vat("v3", "s2", "main", 0, "x.jar")),
                wrong("two of a name", "VAT v4: has the name of vat v1", new Vat("v4", "s1", "main", 0, "")));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                wrong("no vat", "VAT_VALUE v4 a: its vat is not there", vatValue("v4", "a", value("1"))),
                wrong(
                        "missing slot",
                        "VAT_VALUE v1 a: has 1 references and 0 slots",
                        vatValue("v1", "a", value("1", "v2:o+0"))),
                wrong(
                        "promise",
                        "VAT_VALUE v1 a: p-1 is kp7: a promise cannot be stored",
                        vatValue("v1", "a", value("\"$0\"", "kp7"), Slot.kernelPromise(1))),
                wrong(
                        "promise by another name",
                        "VAT_VALUE v1 a: o-1 is kp7: a promise cannot be stored",
                        vatValue("v1", "a", value("\"$0\"", "kp7"), Slot.imported(1))),
                wrong(
                        "export of another",
                        "VAT_VALUE v1 a: o+d1 is v2:o+d1, but an export names itself: v1:o+d1",
                        vatValue("v1", "a", value("\"$0\"", "v2:o+d1"), Slot.durable(1))),
                wrong(
                        "heap object",
                        "VAT_VALUE v1 a: o+4 is an object of a heap, which is gone after a restart",
                        vatValue("v1", "a", value("\"$0\"", "v1.2:o+4"), Slot.exported(4))),
                wrong(
                        "own object as an import",
                        "VAT_VALUE v1 a: o-9 is v1:o+0, an object of this vat itself, which is not an import",
                        vatValue("v1", "a", value("\"$0\"", "v1:o+0"), Slot.imported(9))),
                wrong(
                        "slot of two objects",
                        "VAT_VALUE v1 a: o-3 is v3:o+0 here and v2:o+d3 in another value",
                        vatValue("v1", "a", value("\"$0\"", "v3:o+0"), Slot.imported(3))),
                wrong(
                        "two slots of an object",
                        "VAT_VALUE v1 a: v2:o+d3 is o-5 here and o-3 elsewhere",
                        vatValue("v1", "a", value("\"$0\"", "v2:o+d3"), Slot.imported(5))),
                wrong(
                        "reference out of range",
                        "VAT_VALUE v1 a: its value has \"$1\", but 1 references",
                        vatValue("v1", "a", value("[\"$0\",{\"k\":\"$1\"}]", "v3:o+0"), Slot.imported(8))),
                wrong(
                        "dollar without number",
                        "VAT_VALUE v1 a: its value has \"$x\", but 0 references",
                        vatValue("v1", "a", value("\"$x\""))),
                wrong("empty", "VAT_VALUE v1 a: its value is not JSON: it is empty", vatValue("v1", "a", value(""))),
                wrong(
                        "two values",
                        "VAT_VALUE v1 a: its value is not JSON: there is more after its end",
                        vatValue("v1", "a", value("1 2"))));
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
    void findsTwoThatAnswerOnePromise() {
        assertThat(problemsWith(List.of(message(20, "v2", "v2:o+0", 7))))
                .singleElement()
                .asString()
                .startsWith("MESSAGE 20: answers kp7, which another row does too");
    }

    @Test
    void findsNothingInWhatAKernelWrites() {
        assertThat(StoreCheck.of(SampleStore.content())).isEmpty();
    }

    @Test
    void findsNothingInAnEmptyStore() {
        assertThat(StoreCheck.of(StoreContent.EMPTY)).isEmpty();
    }

    @Test
    void acceptsAResultThatTheVatIsAboutToDecide() {
        assertThat(problemsWith(List.of(decided(7, "v2"), message(13, "kp7", "kp7", 9))))
                .isEmpty();
    }

    @Test
    void acceptsTwoThingsThatAreGoneUnderOneLabel() {
        var values = List.<StoredRow>of(
                vatValue("v1", "a", value("\"$0\"", "gone:session"), Slot.imported(20)),
                vatValue("v1", "b", value("\"$0\"", "gone:session"), Slot.imported(21)));

        assertThat(problemsWith(values)).isEmpty();
    }
}
