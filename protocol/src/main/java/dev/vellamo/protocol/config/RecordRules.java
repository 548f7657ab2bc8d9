package dev.vellamo.protocol.config;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rules about the keys of one object, beyond what a {@link Key} can say. */
final class RecordRules {
    private RecordRules() {}

    /** Checks a record that was read from {@code node}. */
    static void check(Object value, Node node, Problems problems) {
        if (value instanceof IoConfig io) {
            checkBuffer(io, node, problems);
            checkSocketPath(io, node, problems);
        } else if (value instanceof AgentConfig agent) {
            checkService(agent, node, problems);
        } else if (value instanceof GuestConfig) {
            checkGuest(node, problems);
        }
    }

    private static void checkBuffer(IoConfig io, Node node, Problems problems) {
        if (io.bufferBytes() < io.maxUnitBytes()) {
            problems.add(
                    placeOf(node, node.member("bufferBytes") == null ? "maxUnitBytes" : "bufferBytes"),
                    "bufferBytes must be at least maxUnitBytes, but " + io.bufferBytes() + " is less than "
                            + io.maxUnitBytes());
        }
    }

    private static void checkSocketPath(IoConfig io, Node node, Problems problems) {
        if (io.type() != IoConfig.Type.SOCKET || io.path().isEmpty()) {
            return;
        }
        int bytes = io.path().get().toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MAX_SOCKET_PATH_BYTES) {
            problems.add(
                    placeOf(node, "path"),
                    "the path of a Unix socket has at most " + Limits.MAX_SOCKET_PATH_BYTES + " bytes; this one has "
                            + bytes + ": " + io.path().get());
        }
    }

    private static void checkService(AgentConfig agent, Node node, Problems problems) {
        if (agent.mode() == AgentConfig.Mode.SERVICE && agent.output().isEmpty()) {
            problems.add(placeOf(node, "mode"), "a service needs the key \"output\", the file that it publishes in");
        }
    }

    private static void checkGuest(Node node, Problems problems) {
        exclude("initrd", "image", node, problems);
        exclude("classPath", "command", node, problems);
    }

    private static void exclude(String one, String other, Node node, Problems problems) {
        if (says(one, node) && says(other, node)) {
            problems.add(placeOf(node, other), Quoted.text(one) + " and " + Quoted.text(other) + " exclude each other");
        }
    }

    private static boolean says(String key, Node node) {
        var member = node.member(key);
        return member != null && !(member.value().isArray() && member.value().isEmpty());
    }

    private static Place placeOf(Node node, String key) {
        @Nullable Node member = node.member(key);
        return member == null ? node.place() : member.place();
    }
}
