package dev.vellamo.protocol.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Rules about the keys of one object, beyond what a {@link Key} can say. They see what could be read, so
 * one bad key does not hide what is wrong with the others.
 */
final class RecordRules {
    private static final int MAX_PATH_CHARS = 300;

    private final Map<String, Object> values;
    private final Node node;
    private final Problems problems;

    private RecordRules(Map<String, Object> values, Node node, Problems problems) {
        this.values = values;
        this.node = node;
        this.problems = problems;
    }

    /**
     * Checks an object.
     *
     * @param type the record that it is read as
     * @param values of the keys that could be read, defaults included
     */
    static void check(Class<?> type, Map<String, Object> values, Node node, Problems problems) {
        var rules = new RecordRules(values, node, problems);
        if (type == IoConfig.class) {
            rules.checkBuffer();
            rules.checkSocketPath();
        } else if (type == AgentConfig.class) {
            rules.checkService();
        } else if (GuestConfig.class.isAssignableFrom(type)) {
            rules.exclude("initrd", "image");
            rules.exclude("classPath", "command");
        }
    }

    private void checkBuffer() {
        if (values.get("bufferBytes") instanceof Integer buffer
                && values.get("maxUnitBytes") instanceof Integer unit
                && buffer < unit) {
            problems.add(
                    placeOf(node.member("bufferBytes") == null ? "maxUnitBytes" : "bufferBytes"),
                    "bufferBytes must be at least maxUnitBytes, but " + buffer + " is less than " + unit);
        }
    }

    private void checkSocketPath() {
        if (values.get("type") != IoConfig.Type.SOCKET
                || !(values.get("path") instanceof Optional<?> optional)
                || !(optional.orElse(null) instanceof Path path)) {
            return;
        }
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MAX_SOCKET_PATH_BYTES) {
            problems.add(
                    placeOf("path"),
                    "the path of a Unix socket has at most " + Limits.MAX_SOCKET_PATH_BYTES + " bytes; this one has "
                            + bytes + ": " + Quoted.shortened(path.toString(), MAX_PATH_CHARS));
        }
    }

    private void checkService() {
        if (values.get("mode") == AgentConfig.Mode.SERVICE && node.member("output") == null) {
            problems.add(placeOf("mode"), "a service needs the key \"output\", the file that it publishes in");
        }
    }

    private void exclude(String one, String other) {
        if (says(one) && says(other)) {
            problems.add(placeOf(other), Quoted.text(one) + " and " + Quoted.text(other) + " exclude each other");
        }
    }

    private boolean says(String key) {
        var member = node.member(key);
        return member != null && !(member.value().isArray() && member.value().isEmpty());
    }

    private Place placeOf(String key) {
        var member = node.member(key);
        return member == null ? node.place() : member.place();
    }
}
