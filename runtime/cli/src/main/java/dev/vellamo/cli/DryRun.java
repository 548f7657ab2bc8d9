package dev.vellamo.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vellamo.cli.LaunchOutline.Access;
import dev.vellamo.cli.LaunchOutline.Branch;
import dev.vellamo.cli.LaunchOutline.TouchedPath;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigProblem;
import java.util.ArrayList;
import java.util.List;

/** {@code run --dry-run}: shows what a launch would do, and what would make it fail. */
final class DryRun {

    private final Terminal terminal;

    DryRun(Terminal terminal) {
        this.terminal = terminal;
    }

    int show(RunOptions options) {
        var loaded = LoadedConfig.load(options.config());
        if (loaded instanceof LoadedConfig.Refused refused) {
            return refuse(refused, options);
        }
        return show(((LoadedConfig.Launchable) loaded).config(), options);
    }

    private int refuse(LoadedConfig.Refused refused, RunOptions options) {
        if (options.json()) {
            terminal.out().println(refused.json());
        } else {
            refused.lines().forEach(line -> terminal.err().println(terminal.styled("fg(red)", line)));
        }
        return ExitCode.USAGE;
    }

    private int show(ClusterConfig config, RunOptions options) {
        var outline = LaunchOutline.of(options.config(), config, options.runtimeDirectory());
        var obstacles = Obstacles.of(config, outline);
        if (options.json()) {
            terminal.out().println(json(outline, obstacles));
        } else {
            text(outline).forEach(terminal.out()::println);
            obstacles.forEach(obstacle -> terminal.err()
                    .println(terminal.styled(
                            "fg(red)",
                            "would fail: " + obstacle.describe(options.config().toString()))));
        }
        return obstacles.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private List<String> text(LaunchOutline outline) {
        var lines = new ArrayList<String>();
        lines.add(outline.name() + " would be launched like this; nothing was touched.");
        lines.add("");
        lines.add(terminal.styled("bold", "plan") + "  (a step that fails releases those before it, newest first)");
        int number = 1;
        for (var step : outline.steps()) {
            lines.add(String.format("  %2d  %s: %s", number, step.name(), step.acquires()));
            number++;
        }
        lines.add("");
        lines.add(terminal.styled("bold", "supervision tree"));
        lines.add("  " + outline.tree().name());
        addChildren(outline.tree(), "  ", lines);
        lines.add("");
        lines.add(terminal.styled("bold", "paths"));
        outline.paths().forEach(path -> lines.add("  " + describe(path)));
        return lines;
    }

    private static void addChildren(Branch branch, String indent, List<String> lines) {
        var last = branch.children().size() - 1;
        for (int index = 0; index <= last; index++) {
            var child = branch.children().get(index);
            lines.add(indent + (index == last ? "└── " : "├── ") + child.name() + label(child));
            addChildren(child, indent + (index == last ? "    " : "│   "), lines);
        }
    }

    private static String label(Branch branch) {
        if (branch.part().isEmpty()) {
            return "";
        }
        return " (" + branch.part() + (branch.place().isEmpty() ? "" : ", in guest " + branch.place()) + ")";
    }

    private static String describe(TouchedPath path) {
        var what = String.format("%-7s", word(path.access()));
        var when = switch (path.access()) {
            case CREATE_FOR_A_MOMENT -> "  (a directory, while the socket is bound)";
            case CREATE_FOR_A_GUEST -> "  (a directory, while the guest has a process)";
            case READ, READ_BELOW, WRITE_BELOW, CREATE, APPEND -> "";
        };
        return what + String.format("%-5s", path.mode()) + path.path() + when;
    }

    private static String word(Access access) {
        return switch (access) {
            case READ, READ_BELOW -> "read";
            case WRITE_BELOW -> "write";
            case CREATE, CREATE_FOR_A_MOMENT, CREATE_FOR_A_GUEST -> "create";
            case APPEND -> "append";
        };
    }

    private static ObjectNode json(LaunchOutline outline, List<ConfigProblem> obstacles) {
        var json = JsonNodeFactory.instance.objectNode().put("event", "dryRun");
        json.put("name", outline.name());
        var steps = json.putArray("steps");
        outline.steps()
                .forEach(step -> steps.addObject().put("name", step.name()).put("acquires", step.acquires()));
        json.set("tree", json(outline.tree()));
        var paths = json.putArray("paths");
        for (var path : outline.paths()) {
            var entry = paths.addObject().put("path", path.path().toString());
            entry.put("access", word(path.access()));
            entry.put("mode", path.mode()).put("part", path.part());
            entry.put("lasting", isLasting(path.access()));
        }
        var list = json.putArray("wouldFail");
        obstacles.forEach(
                found -> list.addObject().put("pointer", found.pointer()).put("message", found.message()));
        return json;
    }

    /** Whether what is made or changed is there while the cluster runs. */
    private static boolean isLasting(Access access) {
        return switch (access) {
            case CREATE, APPEND, WRITE_BELOW, CREATE_FOR_A_GUEST -> true;
            case READ, READ_BELOW, CREATE_FOR_A_MOMENT -> false;
        };
    }

    private static ObjectNode json(Branch branch) {
        var json =
                JsonNodeFactory.instance.objectNode().put("name", branch.name()).put("part", branch.part());
        if (!branch.place().isEmpty()) {
            json.put("place", branch.place());
        }
        var children = json.putArray("children");
        branch.children().forEach(child -> children.add(json(child)));
        return json;
    }
}
