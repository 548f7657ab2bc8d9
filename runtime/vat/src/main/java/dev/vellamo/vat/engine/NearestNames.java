package dev.vellamo.vat.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what somebody may have meant. */
final class NearestNames {

    private static final int MAX_NAMES = 3;

    private NearestNames() {}

    /** For example {@code ; did you mean "greet"?}, or all names if none is near, or nothing if there are none. */
    static String of(String wrong, Collection<String> names) {
        var near = new ArrayList<String>();
        for (var name : names) {
            if (distance(wrong, name) <= Math.max(2, wrong.length() / 3)) {
                near.add(name);
            }
        }
        near.sort(Comparator.<String>comparingInt(name -> distance(wrong, name))
                .thenComparing(Comparator.naturalOrder()));
        if (!near.isEmpty()) {
            return "; did you mean " + quoted(near) + "?";
        }
        var all = new ArrayList<>(names);
        all.sort(Comparator.naturalOrder());
        return all.isEmpty() ? "" : "; it has " + quoted(all) + (all.size() > MAX_NAMES ? ", …" : "");
    }

    private static String quoted(List<String> names) {
        return "\"" + String.join("\", \"", names.subList(0, Math.min(MAX_NAMES, names.size()))) + "\"";
    }

    /** Insertions, deletions and replacements, letters of either case being equal. */
    private static int distance(String left, String right) {
        var row = new int[right.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= left.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var above = row[j];
                var same = Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.length()];
    }
}
