package dev.vellamo.store.sqlite.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreContent;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.store.sqlite.SqliteSettings;
import dev.vellamo.store.sqlite.SqliteStore;
import dev.vellamo.vat.engine.PassableJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a kernel with the banks left on disk, and what must be so about it whenever it was killed. */
final class LeftOnDisk {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StoreContent content;
    private final Map<String, Integer> deposited = new HashMap<>();
    private final Map<String, Integer> audited = new HashMap<>();
    private final Map<String, Long> totals = new HashMap<>();
    private long money;
    private int escrows;

    LeftOnDisk(StoreContent content) {
        this.content = content;
        content.of(StoredRow.VatValue.class).forEach(value -> {
            if (value.name().startsWith(VatState.BAGGAGE)) {
                reads(value.name().substring(VatState.BAGGAGE.length()), json(value.value()));
            } else if (value.name().startsWith(VatState.OBJECT)) {
                escrows++;
                money += json(value.value()).required("state").longValue();
            }
        });
        content.of(StoredRow.Message.class).forEach(message -> carries(message.method(), message.arguments()));
        content.of(StoredRow.Timer.class).forEach(timer -> carries(timer.method(), timer.arguments()));
    }

    /** Of a home that no kernel uses. It is looked at in a copy, so that the next kernel finds it as the last one left it. */
    static LeftOnDisk in(Path home) {
        var copy = home.resolve("copy");
        try {
            for (var file : List.of("kernel.sqlite", "kernel.sqlite-wal")) {
                Files.deleteIfExists(copy.resolve(file));
            }
            Files.createDirectories(copy);
            for (var file : List.of("kernel.sqlite", "kernel.sqlite-wal")) {
                if (Files.exists(home.resolve(file))) {
                    Files.copy(home.resolve(file), copy.resolve(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy what is in " + home + ": " + e.getMessage(), e);
        }
        try (var store = SqliteStore.open(copy, SqliteSettings.DEFAULT)) {
            return new LeftOnDisk(store.load());
        }
    }

    private void reads(String key, JsonNode value) {
        if (key.equals(Bank.BALANCE)) {
            money += value.longValue();
        } else if (key.startsWith(Bank.DEPOSITED)) {
            deposited.merge(key.substring(Bank.DEPOSITED.length()), value.intValue(), Integer::sum);
        } else if (key.startsWith(Bank.AUDITED)) {
            audited.merge(key.substring(Bank.AUDITED.length()), value.intValue(), Integer::sum);
        } else if (key.startsWith(Counter.TOTAL)) {
            totals.put(key.substring(Counter.TOTAL.length()), value.longValue());
        }
    }

    private void carries(String method, StoredValue arguments) {
        if (Bank.CARRIERS.contains(method)) {
            var values = json(arguments);
            money += values.get(values.size() - 1).longValue();
        }
    }

    private static JsonNode json(StoredValue value) {
        var text = new String(PassableJson.of(value.body()).utf8(), StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("what is stored is no JSON: " + text, e);
        }
    }

    StoreContent content() {
        return content;
    }

    /** Compares it with what was told. */
    void check(History history, Counts counts) {
        StoreCheck.of(content).forEach(problem -> history.breaks("on disk: " + problem));
        checkNames(history);
        checkMoney(history);
        history.outcomes().forEach((key, outcome) -> checkOutcome(history, key, outcome));
        history.printed().forEach(operation -> {
            if (!deposited.containsKey(operation)) {
                history.breaks(operation + " was printed, and is not on disk");
            }
        });
        counts.check(totals);
        history.note("on disk: " + deposited.size() + " operations, " + money + " of money, " + escrows + " escrows, "
                + totals);
    }

    private void checkNames(History history) {
        var names = content.of(StoredRow.Subcluster.class).stream()
                .filter(StoredRow.Subcluster::isRunning)
                .map(StoredRow.Subcluster::name)
                .toList();
        if (names.size() != names.stream().distinct().count()) {
            history.breaks("a subcluster is there twice: " + names);
        }
    }

    private void checkMoney(History history) {
        var expected = deposited.keySet().stream().mapToLong(history::amount).sum();
        if (money != expected) {
            history.breaks("there is " + money + " of money on disk, and " + expected + " was deposited");
        }
        deposited.forEach((operation, times) -> once(history, operation, times, "done"));
        audited.forEach((operation, times) -> once(history, operation, times, "audited"));
    }

    private static void once(History history, String operation, int times, String what) {
        if (times != 1) {
            history.breaks(operation + " was " + what + " " + times + " times");
        }
    }

    private void checkOutcome(History history, String key, String outcome) {
        if (History.isDeposited(outcome) != deposited.containsKey(key)) {
            history.breaks(key + " was told " + outcome + ", and is " + (deposited.containsKey(key) ? "" : "not ")
                    + "on disk");
        }
    }

    /** What is still to happen, and objects that nobody needs any more. */
    List<StoredRow> remains() {
        return content.rows().stream()
                .filter(row -> row instanceof StoredRow.Message
                        || row instanceof StoredRow.Timer
                        || row instanceof StoredRow.ServiceCall
                        || (row instanceof StoredRow.VatValue value
                                && value.name().startsWith(VatState.OBJECT)))
                .toList();
    }

    /** The operations that are to be audited, and are not. */
    List<String> unaudited() {
        return deposited.keySet().stream()
                .filter(operation -> Bank.isAudited(operation) && !audited.containsKey(operation))
                .toList();
    }
}
