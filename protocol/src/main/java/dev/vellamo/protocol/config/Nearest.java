package dev.vellamo.protocol.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {
    private static final int MAX_CHARS = 64;
    private static final int CHARS_PER_SLIP = 3;
    /** Compared with one text: a fraction of a millisecond. */
    private static final int MAX_CANDIDATES = 1000;

    private Nearest() {}

    /**
     * The valid text with the fewest slips of the pen from {@code written} (characters that are missing,
     * too many, wrong or swapped; case does not count). None is near if more than a third is wrong. Only the first thousand are compared.
     */
    public static Optional<String> of(String written, Collection<String> valid) {
        var best = Optional.<String>empty();
        int limit = Math.max(1, written.length() / CHARS_PER_SLIP) + 1;
        for (var candidate : (Iterable<String>) valid.stream().limit(MAX_CANDIDATES)::iterator) {
            int slips = Math.abs(candidate.length() - written.length()) < limit ? distance(written, candidate) : limit;
            if (slips < limit) {
                limit = slips;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    /** Optimal string alignment distance, of the beginnings of long texts. */
    static int distance(String one, String other) {
        var a = beginning(one);
        var b = beginning(other);
        var beforeLast = new int[b.length() + 1];
        var last = new int[b.length() + 1];
        Arrays.setAll(last, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (isSwap(a, i, b, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }

    private static boolean isSwap(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), MAX_CHARS)).toLowerCase(Locale.ROOT);
    }
}
