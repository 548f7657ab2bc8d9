package dev.vellamo.protocol.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the value of a key is limited to.
 *
 * @param least number, length or count; of durations milliseconds, of sizes bytes
 * @param greatest the same
 * @param form of a string, of each string of a list, of each key of a map
 */
record Bounds(long least, long greatest, TextForm form) {

    static final Bounds NONE = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE, TextForm.ANY);

    static Bounds of(Key key) {
        return new Bounds(key.min(), key.max(), key.form());
    }

    Bounds ofItems() {
        return new Bounds(NONE.least, NONE.greatest, form);
    }

    /** Says what is wrong with an amount of {@code type}; empty if nothing is. */
    String complaint(Class<?> type, long amount) {
        if (amount < least) {
            return "expected at least " + describe(type, least) + ", found " + describe(type, amount);
        }
        if (amount > greatest) {
            return "expected at most " + describe(type, greatest) + ", found " + describe(type, amount);
        }
        return "";
    }

    private static String describe(Class<?> type, long amount) {
        if (type == Duration.class) {
            return '"' + Scalar.durationText(Duration.ofMillis(amount)) + '"';
        }
        if (type == MemorySize.class) {
            return '"' + new MemorySize(amount).toString() + '"';
        }
        if (type == String.class) {
            return amount == 1 ? "1 character" : amount + " characters";
        }
        if (type == List.class || type == Map.class) {
            return amount == 1 ? "1 entry" : amount + " entries";
        }
        return String.valueOf(amount);
    }
}
