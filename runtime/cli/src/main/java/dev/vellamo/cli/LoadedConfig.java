package dev.vellamo.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigParser;
import dev.vellamo.protocol.config.ConfigException;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.UnsupportedParts;
import java.nio.file.Path;
import java.util.List;

/** A config file that was read: it can be launched, or it is refused with all its problems. */
public sealed interface LoadedConfig {

    record Launchable(ClusterConfig config) implements LoadedConfig {}

    /** At least one problem. */
    record Refused(Path file, List<ConfigProblem> problems) implements LoadedConfig {

        /** A line for each problem: file, line and column where known, JSON pointer, what is wrong. */
        public List<String> lines() {
            return problems.stream()
                    .map(problem -> problem.describe(file.toString()))
                    .toList();
        }

        /** The event {@code refused} of {@code --json}. */
        public ObjectNode json() {
            var json = JsonNodeFactory.instance.objectNode().put("event", "refused");
            json.put("config", file.toString());
            var list = json.putArray("problems");
            for (var problem : problems) {
                list.addObject()
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("pointer", problem.pointer())
                        .put("message", problem.message());
            }
            return json;
        }
    }

    static LoadedConfig load(Path file) {
        try {
            var config = ClusterConfigParser.parse(file);
            var unsupported = UnsupportedParts.of(config);
            return unsupported.isEmpty() ? new Launchable(config) : new Refused(file, unsupported);
        } catch (ConfigException e) {
            return new Refused(file, e.problems());
        }
    }
}
