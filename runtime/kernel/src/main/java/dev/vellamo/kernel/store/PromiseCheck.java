package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether every promise has one way to its outcome, and something depends on it.
 *
 * <p>A promise has settled, or follows another, or is the host's to settle (a service's, too), or is the result of a message
 * that waits. Or a vat decides it, also one that is just getting that message. Something depends on it if a row that is not
 * a promise refers to it, or another promise does on which something depends.
 */
final class PromiseCheck {

    private final StoreIndex index;
    private final List<StoreProblem> problems = new ArrayList<>();

    private PromiseCheck(StoreIndex index) {
        this.index = index;
    }

    static List<StoreProblem> of(StoreIndex index) {
        var check = new PromiseCheck(index);
        index.promises().values().forEach(check::checkOutcome);
        check.checkResults();
        check.checkCycles();
        check.checkGarbage();
        return check.problems;
    }

    private void require(boolean isSound, StoredRow row, String text) {
        if (!isSound) {
            problems.add(StoreProblem.of(row.key(), text));
        }
    }

    private void checkOutcome(Promise promise) {
        var ways = ways(promise);
        require(ways.size() <= 1, promise, "has more than one way to its outcome: " + String.join(", ", ways));
        var message = index.messageAnswering(promise.id());
        require(
                !ways.isEmpty() || message != null,
                promise,
                "nothing brings its outcome: it is not settled, and not the result of a message that waits");
        require(
                promise.decider().isEmpty() || index.vat(promise.decider()) != null,
                promise,
                "is decided by " + promise.decider() + ", which is not there");
        if (message != null) {
            var isDelivered = promise.decider().equals(message.queue());
            require(
                    ways.isEmpty() || isDelivered,
                    promise,
                    "is the result of message " + message.place() + ", and " + String.join(", ", ways));
        }
        var call = index.callAnswering(promise.id());
        require(
                call == null || promise.isHosts(),
                promise,
                "is the result of a service call, and not the host's to settle");
    }

    private static List<String> ways(Promise promise) {
        return Stream.of(
                        promise.value() == null ? "" : "fulfilled",
                        promise.reason() == null ? "" : "rejected",
                        promise.follows() == 0 ? "" : "follows kp" + promise.follows(),
                        promise.isHosts() ? "the host's to settle" : "",
                        promise.decider().isEmpty() ? "" : "decided by " + promise.decider())
                .filter(way -> !way.isEmpty())
                .toList();
    }

    private void checkResults() {
        var takers = new HashMap<Long, StoredRow>();
        var results = Stream.concat(
                index.content().of(Message.class).stream().map(row -> Map.entry(row.result(), (StoredRow) row)),
                index.content().of(ServiceCall.class).stream().map(row -> Map.entry(row.result(), (StoredRow) row)));
        results.filter(result -> result.getKey() != 0).forEach(result -> {
            var other = takers.putIfAbsent(result.getKey(), result.getValue());
            require(
                    other == null,
                    result.getValue(),
                    "answers kp" + result.getKey() + ", which another row does too: "
                            + (other == null ? "" : other.key()));
        });
    }

    private void checkCycles() {
        var seen = new HashSet<Long>();
        for (var start : index.promises().values()) {
            var path = new HashSet<Long>();
            var at = start;
            while (at != null && at.follows() != 0 && !seen.contains(at.id()) && path.add(at.id())) {
                at = index.promise(at.follows());
            }
            var isCycle = at != null && path.contains(at.id());
            require(!isCycle, start, "follows a promise that follows it, so it never settles");
            seen.addAll(path);
        }
    }

    private void checkGarbage() {
        var reached = reached();
        index.promises().values().stream()
                .filter(promise -> !reached.contains(promise.id()))
                .forEach(promise -> require(false, promise, "nothing depends on it"));
    }

    private Set<Long> reached() {
        var reached = new HashSet<Long>();
        var next = new ArrayDeque<Long>();
        index.content().rows().stream()
                .filter(row -> !(row instanceof Promise))
                .flatMap(PromiseCheck::promisesOf)
                .forEach(next::add);
        while (!next.isEmpty()) {
            var id = Objects.requireNonNull(next.poll());
            var promise = index.promise(id);
            if (promise != null && reached.add(id)) {
                promisesOf(promise).forEach(next::add);
            }
        }
        return reached;
    }

    private static Stream<Long> promisesOf(StoredRow row) {
        return StoreReferences.of(row).stream()
                .map(ref -> StoredText.number("kp", ref))
                .filter(number -> number > 0);
    }
}
