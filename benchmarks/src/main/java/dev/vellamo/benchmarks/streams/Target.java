package dev.vellamo.benchmarks.streams;

import java.util.List;

/**
 * A figure that has to be reached.
 *
 * @param unit empty for a ratio
 * @param bound at least or at most that, as {@code moreIsBetter} says
 * @param next what is to be reached after it, or the same
 */
record Target(String what, double measured, String unit, boolean moreIsBetter, double bound, double next) {

    static final List<String> HEAD = List.of("target", "measured", "bound", "then", "reached");

    static Target atLeast(String what, double measured, double bound, double next) {
        return new Target(what, measured, "", true, bound, next);
    }

    static Target atMost(String what, double measured, double bound, double next) {
        return new Target(what, measured, "", false, bound, next);
    }

    Target in(String otherUnit) {
        return new Target(what, measured, otherUnit, moreIsBetter, bound, next);
    }

    boolean isReached() {
        return meets(bound);
    }

    private boolean meets(double limit) {
        return moreIsBetter ? measured >= limit : measured <= limit;
    }

    /** In the order of {@link #HEAD}. */
    List<String> cells() {
        var hasNext = next != bound;
        var reached = isReached() ? "yes" : "**no**";
        return List.of(
                what,
                figure(measured),
                (moreIsBetter ? "at least " : "at most ") + figure(bound),
                hasNext ? figure(next) : "",
                hasNext && meets(next) ? "yes, and what is then" : reached);
    }

    private String figure(double value) {
        return (Figures.full(value) + " " + unit).strip();
    }
}
