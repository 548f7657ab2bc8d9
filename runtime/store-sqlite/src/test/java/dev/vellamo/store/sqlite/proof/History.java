package dev.vellamo.store.sqlite.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside of the kernel asked for and was told, over all its lives. Threads may share it.
 *
 * <p>It breaks as soon as something is told that contradicts what was told before; whoever looks finds the first such.
 */
final class History implements Banks.World {

    private static final List<String> METHODS =
            List.of("deposit", "deposit", "depositThrough", "depositSlowly", "refuse");

    /** How much of it is shown when something is wrong. */
    private static final int SHOWN = 300;

    /** The outcome of a call whose crank was dropped. */
    private static final String DROPPED = "no VAT_FAILED";

    private final Random choices;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, String> outcomes = new HashMap<>();
    private final List<Call> answered = new ArrayList<>();
    private final Map<String, Integer> printed = new HashMap<>();
    private final Map<Long, String> audits = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private @Nullable AssertionError broken;

    History(long seed) {
        choices = new Random(seed);
    }

    /** A call that was not made before. */
    synchronized Call newCall() {
        var call = new Call("k" + calls.size(), oneOf(Banks.NAMES), oneOf(METHODS), 1L + choices.nextInt(100));
        calls.put(call.key(), call);
        return call;
    }

    /** Something that was chosen by the seed. */
    synchronized <T> T oneOf(List<T> several) {
        return several.get(choices.nextInt(several.size()));
    }

    synchronized int below(int bound) {
        return choices.nextInt(bound);
    }

    /** Notes what happened, for whoever reads it. */
    synchronized void note(String event) {
        events.add(event);
    }

    /** Something is wrong. The first time counts. */
    synchronized void breaks(String how) {
        note("WRONG: " + how);
        if (broken == null) {
            broken = new AssertionError(how);
        }
    }

    private void holds(boolean condition, String otherwise) {
        if (!condition) {
            breaks(otherwise);
        }
    }

    synchronized void told(String key, String outcome) {
        var before = outcomes.putIfAbsent(key, outcome);
        if (before == null) {
            note("told " + key + " " + outcome);
            answered.add(call(key));
        }
        holds(before == null || before.equals(outcome), key + " was told " + before + " and then " + outcome);
        holds(isPossible(key, outcome), key + " was told " + outcome);
    }

    /**
     * An operation is done once. A refusal keeps what was done, and an answer may be lost with the heap; only a failed crank
     * leaves nothing.
     */
    private boolean isPossible(String key, String outcome) {
        var method = call(key).method();
        return switch (outcome) {
            case "ok 1" -> !method.equals("refuse");
            case "no REFUSED" -> method.equals("refuse");
            case "no VAT_RESTARTED" -> method.equals("depositSlowly");
            default -> outcome.equals(DROPPED);
        };
    }

    /** Whether the outcome of a call says that the bank has the money. */
    static boolean isDeposited(String outcome) {
        return !outcome.equals(DROPPED);
    }

    /** All money that was deposited by calls with an outcome. */
    synchronized long deposited() {
        return outcomes.entrySet().stream()
                .filter(told -> isDeposited(told.getValue()))
                .mapToLong(told -> amount(told.getKey()))
                .sum();
    }

    synchronized long amount(String operation) {
        return call(operation).amount();
    }

    private Call call(String key) {
        var call = calls.get(key);
        if (call == null) {
            throw new AssertionError("nobody asked for " + key);
        }
        return call;
    }

    @Override
    public synchronized void printed(String operation) {
        note("printed " + operation);
        holds(printed.merge(operation, 1, Integer::sum) == 1, operation + " was printed twice");
    }

    @Override
    public synchronized void audited(long callId, String operation) {
        note("audited " + callId + " " + operation);
        var before = audits.putIfAbsent(callId, operation);
        holds(
                before == null || before.equals(operation),
                "call " + callId + " of the auditor was for " + before + " and then for " + operation);
    }

    synchronized Map<String, Call> calls() {
        return Map.copyOf(calls);
    }

    synchronized Map<String, String> outcomes() {
        return Map.copyOf(outcomes);
    }

    synchronized List<String> printed() {
        return List.copyOf(printed.keySet());
    }

    /** The calls without an outcome, in the order in which they were made. */
    synchronized List<Call> unanswered() {
        return calls.values().stream()
                .filter(call -> !outcomes.containsKey(call.key()))
                .toList();
    }

    /** Some calls that have an outcome, or all of them. */
    synchronized List<Call> answered(int atMost) {
        return atMost < answered.size()
                ? choices.ints(atMost, 0, answered.size())
                        .mapToObj(answered::get)
                        .toList()
                : List.copyOf(answered);
    }

    /** @throws AssertionError if something was wrong at any time */
    synchronized void verify() {
        if (broken != null) {
            throw new AssertionError(broken.getMessage(), broken);
        }
    }

    synchronized List<String> lastEvents() {
        return List.copyOf(events.subList(Math.max(0, events.size() - SHOWN), events.size()));
    }
}
