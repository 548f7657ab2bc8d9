package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the file that {@link SchemaIT} reads. It is made once for a version, from this program as it was then, and then
 * packed: {@code gzip -9 kernel.sqlite}, as {@code kernel-VERSION.sqlite.gz}.
 */
final class OldFile {

    private OldFile() {}

    public static void main(String... directory) {
        try (var store = SqliteStore.open(Path.of(directory[0]), SqliteSettings.DEFAULT)) {
            store.write(batch());
        }
    }

    static Batch batch() {
        var value = new StoredValue(
                new Passable.Sequence(List.of(new Passable.Immutable("é$"), new Passable.Reference(0))),
                List.of("v1:o+d3"));
        var fault = new Fault("CODE", "a.Type", "text", new Fault("INNER", null, "half \ud83d", null));
        return new Batch(
                7,
                List.of(
                        new StoredRow.Meta("lastVat", 2),
                        new StoredRow.Subcluster("s1", "name", true, true, false, "{}", value),
                        new StoredRow.Vat("v1", "s1", "main", 3, ""),
                        new StoredRow.VatValue("v1", "baggage.a", value, List.of(Slot.durable(3))),
                        new StoredRow.Message(4, true, "v1", "v1:o+0", "greet", value, 9, 1),
                        new StoredRow.Promise(8, "v1", false, 0, null, null),
                        new StoredRow.Promise(9, "", true, 0, value, null),
                        new StoredRow.Promise(10, "", false, 8, null, fault),
                        new StoredRow.Timer("v1", 5, 1_000, 20, "v1:o+0", "tick", value),
                        new StoredRow.ServiceCall(6, "clock", "now", value, 9),
                        new StoredRow.Outcome("host", "v1:o+0", "key", "print", 9, 1_000),
                        new StoredRow.ObjectMark("v1:o+d3", true, 2)),
                List.of());
    }
}
