package dev.vellamo.protocol.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules between the parts of a config. They look at the JSON, so a broken part hides no other problem. */
final class ClusterRules {
    private final Node root;
    private final Problems problems;

    private ClusterRules(Node root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    static void check(Node root, Problems problems) {
        var rules = new ClusterRules(root, problems);
        rules.checkBootstrap();
        rules.checkGuestNames();
        rules.checkPlacements();
        rules.checkAgents();
        rules.checkUniqueNames();
        rules.checkUniqueSockets();
        rules.checkOneConsole();
    }

    private void checkBootstrap() {
        var bootstrap = root.text("bootstrap");
        var vats = parts("vats");
        if (bootstrap != null && !vats.isEmpty() && !vats.containsKey(bootstrap)) {
            var place = place(root, "bootstrap");
            problems.addUnknown(
                    place, "invalid bootstrap vat name " + Quoted.text(bootstrap), bootstrap, vats.keySet());
        }
    }

    private void checkGuestNames() {
        var local = parts("guests").get(VatConfig.LOCAL);
        if (local != null) {
            problems.add(local.keyPlace(), "no guest can be called \"local\": that is the kernel's own JVM");
        }
    }

    private void checkPlacements() {
        var valid = new TreeSet<>(parts("guests").keySet());
        valid.add(VatConfig.LOCAL);
        parts("vats").values().forEach(vat -> {
            checkGuest(vat, "placement", valid);
            checkRunsVats(vat);
        });
    }

    /** Only Vellamo's own program has an engine. */
    private void checkRunsVats(Node vat) {
        var name = vat.text("placement");
        var guest = name == null ? null : parts("guests").get(name);
        var command = guest == null ? null : guest.member("command");
        if (command != null && !command.items().isEmpty()) {
            problems.add(
                    place(vat, "placement"),
                    "guest " + Quoted.text(String.valueOf(name))
                            + " runs a program of its own (\"command\"), and no vats; use a guest without one");
        }
    }

    private void checkAgents() {
        var valid = parts("guests").keySet();
        parts("agents").values().forEach(agent -> checkGuest(agent, "guest", valid));
    }

    private void checkGuest(Node part, String key, Set<String> valid) {
        var guest = part.text(key);
        if (guest != null && !valid.contains(guest)) {
            problems.addUnknown(place(part, key), "unknown guest " + Quoted.text(guest), guest, valid);
        }
    }

    /** The bootstrap vat gets them all in one map. */
    private void checkUniqueNames() {
        var taken = new LinkedHashMap<String, Place>();
        Stream.of("io", "guests", "agents")
                .forEach(section -> parts(section).forEach((name, part) -> take(name, part.keyPlace(), taken)));
        var services = root.member("services");
        if (services != null) {
            services.items().stream()
                    .filter(item -> item.value().isTextual())
                    .forEach(item -> take(item.value().textValue(), item.place(), taken));
        }
    }

    /** Two channels cannot listen at one path, however it is written. */
    private void checkUniqueSockets() {
        var taken = new LinkedHashMap<String, Place>();
        for (var channel : parts("io").values()) {
            var path = "socket".equals(channel.text("type")) ? channel.text("path") : null;
            if (path != null) {
                takePath(path, place(channel, "path"), taken);
            }
        }
    }

    /** A process has one. */
    private void checkOneConsole() {
        var consoles = parts("io").values().stream()
                .filter(channel -> "console".equals(channel.text("type")))
                .toList();
        consoles.stream()
                .skip(1)
                .forEach(further -> problems.add(
                        place(further, "type"),
                        "the console is taken by " + consoles.get(0).place().pointer()));
    }

    private void takePath(String path, Place place, Map<String, Place> taken) {
        try {
            var first = taken.putIfAbsent(Path.of(path).normalize().toString(), place);
            if (first != null) {
                problems.add(place, "the socket path " + Quoted.text(path) + " is taken by " + first.pointer());
            }
        } catch (InvalidPathException e) {
            // That the path is none is a problem of its own, and reported where paths are read.
            return;
        }
    }

    private void take(String name, Place place, Map<String, Place> taken) {
        var first = taken.putIfAbsent(name, place);
        if (first != null) {
            problems.add(place, "the name " + Quoted.text(name) + " is taken by " + first.pointer());
        }
    }

    private Map<String, Node> parts(String section) {
        @Nullable Node node = root.member(section);
        return node == null ? Map.of() : node.members();
    }

    private static Place place(Node node, String key) {
        @Nullable Node member = node.member(key);
        return member == null ? node.place() : member.place();
    }
}
