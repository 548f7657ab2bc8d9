package dev.vellamo.store.sqlite.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What clients of the counter asked for and were answered, over all its lives. Threads may share it.
 *
 * <p>Invariants: no total of a name is answered twice, and each is one that so many requests could bring about.
 */
final class Counts {

    private final History history;
    private final Map<String, Long> asked = new HashMap<>();
    private final Map<String, Set<Long>> answered = new HashMap<>();

    Counts(History history) {
        this.history = history;
    }

    /** Before the request is on its way. */
    synchronized void asks(String name) {
        asked.merge(name, 1L, Long::sum);
    }

    synchronized void answered(String name, long total) {
        if (!answered.computeIfAbsent(name, unknown -> new HashSet<>()).add(total)) {
            history.breaks("two clients were answered " + name + " " + total);
        }
        if (total > asked(name)) {
            history.breaks(name + " was answered " + total + " though only " + asked(name) + " requests were made");
        }
    }

    synchronized int answers() {
        return answered.values().stream().mapToInt(Set::size).sum();
    }

    synchronized long asked(String name) {
        return asked.getOrDefault(name, 0L);
    }

    private long highest(String name) {
        return answered.getOrDefault(name, Set.of()).stream()
                .mapToLong(total -> total)
                .max()
                .orElse(0);
    }

    /** Compares with what is on disk. */
    synchronized void check(Map<String, Long> totals) {
        asked.keySet().forEach(name -> {
            var total = totals.getOrDefault(name, 0L);
            if (total < highest(name) || total > asked(name)) {
                history.breaks(name + " is " + total + " on disk, and was answered up to " + highest(name) + " for "
                        + asked(name) + " requests");
            }
        });
    }
}
