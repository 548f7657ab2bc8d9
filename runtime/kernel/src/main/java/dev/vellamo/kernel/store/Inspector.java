package dev.vellamo.kernel.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
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
import dev.vellamo.vat.engine.PassableJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Arranges the rows of a store as an {@link Inspection}. A row that fits nowhere is left to {@link StoreCheck}. */
final class Inspector {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** v2 before v10. */
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final StoreContent content;
    private final StoreIndex index;
    private final boolean showsValues;
    private final Map<String, List<VatValue>> values;
    private final Map<String, List<Timer>> timers;
    private final Map<String, List<Message>> queues;
    private final Map<String, List<String>> holders = new HashMap<>();

    Inspector(StoreContent content, boolean showsValues) {
        this.content = content;
        this.index = new StoreIndex(content);
        this.showsValues = showsValues;
        values = grouped(VatValue.class, VatValue::vat, Comparator.comparing(VatValue::name));
        timers = grouped(Timer.class, Timer::vat, Comparator.comparing(Timer::number));
        queues = grouped(Message.class, Message::queue, Comparator.comparing(Message::place));
        content.rows().forEach(this::noteHolder);
        holders.values().forEach(names -> names.sort(BY_NUMBER));
    }

    private <R extends StoredRow> Map<String, List<R>> grouped(
            Class<R> type, Function<R, String> group, Comparator<R> order) {
        var groups = new TreeMap<String, List<R>>(BY_NUMBER);
        content.of(type).stream()
                .sorted(order)
                .forEach(row -> groups.computeIfAbsent(group.apply(row), key -> new ArrayList<>())
                        .add(row));
        return groups;
    }

    private void noteHolder(StoredRow row) {
        for (var ref : new TreeSet<>(StoreReferences.of(row))) {
            holders.computeIfAbsent(ref, key -> new ArrayList<>()).add(name(row));
        }
    }

    private static String name(StoredRow row) {
        if (row instanceof VatValue value) {
            return value.vat() + " " + value.name();
        } else if (row instanceof Promise promise) {
            return "kp" + promise.id();
        } else if (row instanceof Timer timer) {
            return "timer " + timer.vat() + " " + timer.number();
        } else if (row instanceof Subcluster subcluster) {
            return "bootstrap of " + subcluster.id();
        } else if (row instanceof ServiceCall call) {
            return "service call " + call.id();
        } else if (row instanceof Message message) {
            return "message " + message.place();
        }
        return row instanceof Outcome outcome ? "key " + outcome.idempotencyKey() : String.valueOf(row.key());
    }

    Inspection inspect(StoreSize size) {
        var numbers = new TreeMap<String, Long>();
        content.of(Meta.class).forEach(row -> numbers.put(row.name(), row.value()));
        return new Inspection(
                numbers,
                size,
                subclusters(),
                objects(),
                index.promises().values().stream().map(this::promise).toList(),
                content.of(ServiceCall.class).stream()
                        .sorted(Comparator.comparing(ServiceCall::id))
                        .map(call -> new Inspection.Call(
                                call.id(), call.service(), call.method(), promiseText(call.result()), bytes(call)))
                        .toList(),
                content.of(Outcome.class).size());
    }

    private List<Inspection.Cluster> subclusters() {
        var rows = new TreeMap<String, Inspection.Cluster>(BY_NUMBER);
        var vats = grouped(Vat.class, Vat::subcluster, Comparator.comparing(Vat::id, BY_NUMBER));
        for (var row : content.of(Subcluster.class)) {
            var state = row.isRunning() ? "kept" : "launching";
            var members = members(vats.getOrDefault(row.id(), List.of()));
            rows.put(
                    row.id(),
                    new Inspection.Cluster(row.id(), row.name(), state, row.isSystem(), row.durable(), members));
        }
        vats.forEach((id, rowsOfIt) -> rows.computeIfAbsent(
                id, missing -> new Inspection.Cluster(id, "?", "missing", false, false, members(rowsOfIt))));
        return List.copyOf(rows.values());
    }

    private List<Inspection.Member> members(List<Vat> vats) {
        return vats.stream().map(this::member).toList();
    }

    private Inspection.Member member(Vat vat) {
        var ofVat = values.getOrDefault(vat.id(), List.of());
        return new Inspection.Member(
                vat.id(),
                vat.name(),
                vat.incarnation(),
                !vat.code().isEmpty(),
                ofVat.stream().mapToLong(Inspector::bytes).sum(),
                ofVat.stream()
                        .map(row -> new Inspection.Value(
                                row.name(), bytes(row), row.value().refs(), shown(row.value())))
                        .toList(),
                queue(vat.id()),
                timers.getOrDefault(vat.id(), List.of()).stream()
                        .map(Inspector::timer)
                        .toList());
    }

    private List<Inspection.Waiting> queue(String id) {
        return queues.getOrDefault(id, List.of()).stream()
                .map(row -> new Inspection.Waiting(
                        row.place(),
                        row.method(),
                        row.target(),
                        promiseText(row.result()),
                        row.isWatch(),
                        row.attempts(),
                        bytes(row),
                        shown(row.arguments())))
                .toList();
    }

    private static Inspection.Timer timer(Timer row) {
        var period = row.periodNanos() == 0
                ? ""
                : Duration.ofNanos(row.periodNanos()).toString();
        var due = Instant.ofEpochMilli(row.dueMillis()).toString();
        return new Inspection.Timer(row.number(), due, period, row.target(), row.method());
    }

    private List<Inspection.Held> objects() {
        var marks = new HashMap<String, ObjectMark>();
        content.of(ObjectMark.class).forEach(row -> marks.put(row.ref(), row));
        var refs = new TreeSet<>(marks.keySet());
        refs.addAll(holders.keySet());
        return refs.stream()
                .filter(ref -> StoredText.number("kp", ref) == 0)
                .map(ref -> {
                    var mark = marks.getOrDefault(ref, new ObjectMark(ref, false, 0));
                    return new Inspection.Held(ref, mark.isRevoked(), mark.pins(), holdersOf(ref));
                })
                .toList();
    }

    private List<String> holdersOf(String ref) {
        return List.copyOf(holders.getOrDefault(ref, List.of()));
    }

    private Inspection.Pending promise(Promise row) {
        var id = promiseText(row.id());
        var value = row.value();
        return new Inspection.Pending(id, state(row), value == null ? null : shown(value), holdersOf(id), queue(id));
    }

    private String state(Promise row) {
        var reason = row.reason();
        if (row.value() != null) {
            return "fulfilled, " + bytes(row) + " B";
        } else if (reason != null) {
            return "rejected " + (showsValues ? reason.describe() : reason.code());
        } else if (row.follows() != 0) {
            return "follows " + promiseText(row.follows());
        } else if (!row.decider().isEmpty()) {
            return "decided by " + row.decider();
        }
        var call = index.callAnswering(row.id());
        var message = index.messageAnswering(row.id());
        if (call != null) {
            return "result of service call " + call.id();
        } else if (message != null) {
            return "result of message " + message.place();
        }
        return row.isHosts() ? "the host's to settle" : "without a way to an outcome";
    }

    private static String promiseText(long number) {
        return number == 0 ? "" : "kp" + number;
    }

    private static long bytes(StoredRow row) {
        var value = StoreReferences.valueOf(row);
        return value == null ? 0 : PassableJson.of(value.body()).utf8().length;
    }

    private @Nullable JsonNode shown(StoredValue value) {
        if (!showsValues) {
            return null;
        }
        var json = PassableJson.of(value.body()).utf8();
        try {
            return MAPPER.readTree(json);
        } catch (IOException notJson) {
            // The check says so of this row; here it is shown as the text that it is.
            return TextNode.valueOf(new String(json, StandardCharsets.UTF_8));
        }
    }
}
