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

    private static final int MAX_PORT = 65_535;

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
            rules.checkFile();
            rules.checkPort();
        } else if (type == AgentConfig.class) {
            rules.checkService();
        } else if (GuestConfig.class.isAssignableFrom(type)) {
            rules.exclude("initrd", "image");
            rules.exclude("classPath", "command");
            rules.checkDirectory();
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

    private void checkFile() {
        if (values.get("type") != IoConfig.Type.FILE) {
            return;
        }
        if (values.get("direction") == IoConfig.Direction.INOUT) {
            problems.add(
                    placeOf("direction"),
                    "a file is read (\"direction\": \"in\") or appended to (\"out\"), not both;"
                            + " two channels do both");
        }
        if (values.get("direction") == IoConfig.Direction.IN && values.get("unit") == IoConfig.Unit.STRING) {
            problems.add(
                    placeOf("unit"),
                    "a file that is read is followed and has no end, so it is never one \"string\";"
                            + " \"chars\" is text as it comes");
        }
    }

    private void checkPort() {
        if (!(values.get("address") instanceof Optional<?> optional)
                || !(optional.orElse(null) instanceof String address)) {
            return;
        }
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        if (port > MAX_PORT) {
            problems.add(placeOf("address"), "a port is at most " + MAX_PORT + ", this one is " + port);
        } else if (port == 0 && values.get("type") == IoConfig.Type.NETWORK) {
            problems.add(placeOf("address"), "nobody can be reached at port 0");
        }
    }

    private void checkService() {
        if (values.get("mode") == AgentConfig.Mode.SERVICE && node.member("output") == null) {
            problems.add(placeOf("mode"), "a service needs the key \"output\", the file that it publishes in");
        }
    }

    private void checkDirectory() {
        if (says("directory") && !says("command")) {
            problems.add(placeOf("directory"), "only a \"command\" starts in a directory that is not its own");
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
