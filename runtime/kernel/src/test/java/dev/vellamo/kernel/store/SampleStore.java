package dev.vellamo.kernel.store;

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
import dev.vellamo.kernel.store.StoredRow.VatValue;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** The rows of a kernel with two subclusters and three vats that are busy with each other. */
final class SampleStore {

    private SampleStore() {}

    static StoredValue value(String json, String... refs) {
        return new StoredValue(new Passable.Json(json.getBytes(StandardCharsets.UTF_8)), List.of(refs));
    }

    static Message message(long place, String queue, String target, long result) {
        return new Message(place, false, queue, target, "greet", value("[1]"), result, 0);
    }

    static Message watch(long place, String queue, String target) {
        return new Message(place, true, queue, target, "arrived", value("[]"), 0, 0);
    }

    static Promise pending(long id) {
        return new Promise(id, "", false, 0, null, null);
    }

    static Promise decided(long id, String vat) {
        return new Promise(id, vat, false, 0, null, null);
    }

    static Promise hosts(long id) {
        return new Promise(id, "", true, 0, null, null);
    }

    static Promise following(long id, long other) {
        return new Promise(id, "", false, other, null, null);
    }

    static Promise fulfilled(long id, StoredValue value) {
        return new Promise(id, "", false, 0, value, null);
    }

    static Promise rejected(long id) {
        return new Promise(id, "", false, 0, null, Fault.of(ErrorCode.VAT_TERMINATED, "vat v4 has ended"));
    }

    static VatValue vatValue(String vat, String name, StoredValue value, Slot... slots) {
        return new VatValue(vat, name, value, List.of(slots));
    }

    static List<StoredRow> numbers() {
        return List.of(
                new Meta(Meta.LAST_SUBCLUSTER, 3),
                new Meta(Meta.LAST_VAT, 4),
                new Meta(Meta.LAST_PROMISE, 20),
                new Meta(Meta.LAST_PLACE, 30),
                new Meta(Meta.LAST_CALL, 5),
                new Meta(Meta.INCARNATION, 2),
                new Meta(Meta.POSITION, 4_711));
    }

    static List<StoredRow> rows() {
        var rows = new ArrayList<StoredRow>(numbers());
        rows.addAll(List.of(
                new Subcluster("s1", "counter", false, true, true, "{}", value("{\"started\":true}")),
                new Subcluster("s2", "console", true, true, false, "{}", value("null")),
                new Vat("v1", "s1", "main", 2, ""),
                new Vat("v2", "s1", "worker", 0, "{\"jar\":\"new.jar\"}"),
                new Vat("v3", "s2", "main", 0, ""),
                vatValue("v1", "baggage.total", value("42")),
                vatValue(
                        "v1",
                        "baggage.friends",
                        value("[\"$0\",\"$1\",\"$$0\"]", "v2:o+d3", "v1:o+0"),
                        Slot.imported(3),
                        Slot.ROOT),
                vatValue("v1", "object.d1", value("{\"of\":\"$0\"}", "v2:o+d3"), Slot.imported(3)),
                vatValue("v2", "baggage.clock", value("\"$0\"", "service:clock"), Slot.imported(1)),
                message(11, "v2", "v2:o+d3", 7),
                new Message(12, false, "v2", "v2:o+0", "add", value("[\"$0\",\"$1\"]", "kp8", "io:s1:repl"), 0, 1),
                message(13, "kp7", "kp7", 9),
                watch(14, "kp10", "v1:o+d1"),
                pending(7),
                decided(8, "v1"),
                pending(9),
                hosts(10),
                fulfilled(11, value("[\"$0\"]", "kp12")),
                following(12, 9),
                rejected(13),
                hosts(14),
                new Timer("v1", 2, 1_795_000_000_000L, 60_000_000_000L, "v1:o+0", "tick", value("[]")),
                new ServiceCall(5, "service:clock", "now", value("[]"), 14),
                new Outcome("host", "v1:o+0", "key-1", "fingerprint", 11, 1_794_000_000_000L),
                new Outcome("host", "v1:o+0", "key-2", "fingerprint", 13, 1_794_000_000_000L),
                new ObjectMark("v2:o+d3", true, 0),
                new ObjectMark("v4:o+0", false, 2)));
        return rows;
    }

    static StoreContent content() {
        return new StoreContent(rows());
    }

    /** The sample, with these rows in place of those with the same key, or beside them. */
    static List<String> problemsWith(List<StoredRow> changed) {
        var keys = changed.stream().map(StoredRow::key).toList();
        var rows = new ArrayList<>(rows());
        rows.removeIf(row -> keys.contains(row.key()));
        rows.addAll(changed);
        return StoreCheck.of(new StoreContent(rows)).stream()
                .map(StoreProblem::toString)
                .toList();
    }

    /** A case of a test: what is found with these rows. */
    static Arguments wrong(String name, String problem, StoredRow... rows) {
        return argumentSet(name, problem, List.of(rows));
    }
}
