package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads cluster configs: strict JSON in UTF-8, at most 16 MiB. A config with problems is refused with all
 * of them at once (the first hundred).
 */
public final class ClusterConfigParser {
    private static final Path WORKING_DIRECTORY = Path.of("");

    private ClusterConfigParser() {}

    /**
     * Reads a file. Relative paths in it are relative to its directory; a config without a name is called
     * by the file's absolute path.
     *
     * @throws ConfigException if the file cannot be read or breaks a rule
     */
    public static ClusterConfig parse(Path file) {
        var absolute = file.toAbsolutePath().normalize();
        var directory = absolute.getParent() == null ? absolute : absolute.getParent();
        var config = parse(ConfigFile.read(file), file.toString(), directory);
        return config.name().isPresent() ? config : config.withName(absolute.toString());
    }

    /**
     * Reads text.
     *
     * @param sourceName what messages call it
     * @param baseDirectory what relative paths are relative to
     * @throws ConfigException if the text breaks a rule
     */
    public static ClusterConfig parse(String json, String sourceName, Path baseDirectory) {
        if (json.length() > Limits.MAX_CONFIG_BYTES) {
            throw ConfigException.invalid(sourceName, List.of(ConfigFile.TOO_LARGE));
        }
        var problems = new Problems();
        var config = read(json, new ConfigReader(baseDirectory, problems), problems, ConfigReader::config);
        if (config == null || !problems.isEmpty()) {
            throw ConfigException.invalid(sourceName, problems.inOrder());
        }
        return config;
    }

    /** Reads what a builder collected: the whole config or one part of it. */
    static Object built(Class<?> type, ObjectNode json) {
        BiFunction<ConfigReader, Node, @Nullable Object> reading =
                type == ClusterConfig.class ? ConfigReader::config : (reader, node) -> reader.structure(type, node);
        var problems = new Problems();
        var value = read(json.toString(), new ConfigReader(WORKING_DIRECTORY, problems), problems, reading);
        if (value == null || !problems.isEmpty()) {
            var unplaced = problems.inOrder().stream()
                    .map(problem -> ConfigProblem.at(problem.pointer(), problem.message()))
                    .toList();
            throw ConfigException.invalid(ConfigException.BUILT, unplaced);
        }
        return value;
    }

    private static <T> @Nullable T read(
            String json, ConfigReader reader, Problems problems, BiFunction<ConfigReader, Node, @Nullable T> reading) {
        var root = NodeReader.read(json, problems);
        return root == null ? null : reading.apply(reader, root);
    }
}
