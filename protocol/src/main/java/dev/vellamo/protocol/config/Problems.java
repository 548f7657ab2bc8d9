package dev.vellamo.protocol.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while a config is read. */
final class Problems {
    private final List<ConfigProblem> found = new ArrayList<>();
    private int unlisted;

    void add(Place place, String message) {
        if (found.size() == Limits.MAX_PROBLEMS) {
            unlisted++;
            return;
        }
        found.add(new ConfigProblem(place.pointer(), place.line(), place.column(), message));
    }

    /** Adds which of the valid texts was probably meant, or else what they are. */
    void addUnknown(Place place, String message, String written, Collection<String> valid) {
        if (found.size() == Limits.MAX_PROBLEMS) {
            unlisted++; // a hostile file must not make us search for each of its mistakes
            return;
        }
        var hint = Nearest.of(written, valid)
                .map(near -> "; did you mean " + Quoted.text(near) + "?")
                .orElse(valid.isEmpty() ? "" : "; valid: " + Quoted.list(valid));
        add(place, message + hint);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** By position in the file; what has none stays in the order in which it was found. */
    List<ConfigProblem> inOrder() {
        var sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
        if (unlisted > 0) {
            sorted.add(ConfigProblem.at("", "and " + unlisted + " more problems"));
        }
        return List.copyOf(sorted);
    }
}
