package dev.vellamo.protocol.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster config that cannot be used. The message has one line for each problem. */
public final class ConfigException extends RuntimeException {

    /** Why. */
    public enum Code {
        /** The config breaks rules. */
        INVALID_CONFIG,
        /** The file cannot be read. */
        UNREADABLE_CONFIG
    }

    /** What configs that were built in code are called. */
    static final String BUILT = "config";

    private static final long serialVersionUID = 1;

    private final Code code;
    private final transient List<ConfigProblem> problems;

    private ConfigException(Code code, String source, List<ConfigProblem> problems, @Nullable Throwable cause) {
        super(describe(source, problems), cause);
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    static ConfigException invalid(String source, List<ConfigProblem> problems) {
        return new ConfigException(Code.INVALID_CONFIG, source, problems, null);
    }

    static ConfigException ofBuilder(Place place, String message) {
        return invalid(BUILT, List.of(ConfigProblem.at(place.pointer(), message)));
    }

    static ConfigException unreadable(Path file, String why, Throwable cause) {
        var problem = ConfigProblem.at("", "cannot read the file: " + why);
        return new ConfigException(Code.UNREADABLE_CONFIG, file.toString(), List.of(problem), cause);
    }

    private static String describe(String source, List<ConfigProblem> problems) {
        return problems.stream().map(problem -> problem.describe(source)).collect(Collectors.joining("\n"));
    }

    public Code code() {
        return code;
    }

    /** At least one; in the order of the file. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
