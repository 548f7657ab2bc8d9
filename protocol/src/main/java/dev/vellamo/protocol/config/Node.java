package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that knows where it was written. Immutable.
 *
 * @param place of the value
 * @param keyPlace of the key in front of it; without one, the value's own
 * @param members of an object, in the order of the file; else empty
 * @param items of a list; else empty
 */
record Node(Place place, Place keyPlace, JsonNode value, Map<String, Node> members, List<Node> items) {

    /** A value that was not written anywhere, such as a default. */
    static Node scalar(Place place, JsonNode value) {
        return new Node(place, place, value, Map.of(), List.of());
    }

    @Nullable
    Node member(String key) {
        return members.get(key);
    }

    /** The string under this key; {@code null} if there is none, or it is not a string. */
    @Nullable
    String text(String key) {
        var node = members.get(key);
        return node == null ? null : node.value.textValue();
    }
}
