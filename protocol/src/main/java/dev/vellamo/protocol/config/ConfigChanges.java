package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Where two configs differ. */
public final class ConfigChanges {

    /** What stands for a value that is not there. */
    private static final String ABSENT = "(none)";

    /** Of a value, in the message: what is longer says no more. */
    private static final int MAX_VALUE_CHARS = 200;

    /**
     * One place.
     *
     * @param pointer its JSON pointer
     * @param from the former value, a {@link JsonNode#isMissingNode missing node} if there was none
     * @param to the present one, likewise
     */
    public record Change(String pointer, JsonNode from, JsonNode to) {
        @Override
        public String toString() {
            return pointer + ": " + text(from) + " -> " + text(to);
        }
    }

    private final List<Change> found = new ArrayList<>();

    private ConfigChanges() {}

    /** All of them, in the order of the former config; with absolute paths, and defaults as if they were written. */
    public static List<Change> between(ClusterConfig former, ClusterConfig now) {
        var changes = new ConfigChanges();
        changes.compare(ClusterConfigWriter.absoluteTree(former), ClusterConfigWriter.absoluteTree(now), Place.ROOT);
        return List.copyOf(changes.found);
    }

    private void compare(JsonNode from, JsonNode to, Place place) {
        if (from.isObject() && to.isObject()) {
            var keys = new LinkedHashSet<String>();
            from.fieldNames().forEachRemaining(keys::add);
            to.fieldNames().forEachRemaining(keys::add);
            keys.forEach(key -> compare(from.path(key), to.path(key), place.child(key)));
        } else if (!from.equals(to)) {
            found.add(new Change(place.pointer(), from, to));
        }
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode()) {
            return ABSENT;
        }
        var text = value.toString();
        return text.length() <= MAX_VALUE_CHARS ? text : text.substring(0, MAX_VALUE_CHARS) + " ...";
    }
}
