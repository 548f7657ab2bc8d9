package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one Java type are written as a single JSON value.
 *
 * @param expected for messages: what the JSON must be
 * @param reading the value, with relative paths resolved; {@code null} if the JSON is something else
 * @param amount what limits are about: the number, milliseconds, bytes or characters
 */
record Scalar<T>(
        String expected,
        BiFunction<JsonNode, Path, @Nullable T> reading,
        Function<T, JsonNode> writing,
        ToLongFunction<T> amount) {

    static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final List<String> LONGEST_FIRST = List.of("h", "m", "s", "ms");
    private static final Duration LONGEST = Duration.ofDays(10_000);
    private static final Scalar<Integer> INTEGER = new Scalar<>(
            "a whole number up to " + Integer.MAX_VALUE,
            (json, base) -> json.isInt() ? json.intValue() : null,
            JSON::numberNode,
            Integer::longValue);
    private static final Scalar<Boolean> BOOLEAN = new Scalar<>(
            "true or false",
            (json, base) -> json.isBoolean() ? json.booleanValue() : null,
            JSON::booleanNode,
            value -> 0);

    private static final Map<Class<?>, Scalar<?>> BY_TYPE = Map.of(
            int.class,
            INTEGER,
            Integer.class,
            INTEGER,
            boolean.class,
            BOOLEAN,
            Boolean.class,
            BOOLEAN,
            String.class,
            text("a string", (text, base) -> text, String::length),
            Duration.class,
            new Scalar<>(
                    "a duration such as \"500ms\", \"10s\", \"5m\" or \"1h\"",
                    (json, base) -> json.isTextual() ? duration(json.textValue()) : null,
                    value -> JSON.textNode(durationText(value)),
                    Duration::toMillis),
            MemorySize.class,
            text(
                    "a size such as \"256MiB\" (units: B, KiB, MiB, GiB)",
                    (text, base) -> MemorySize.read(text),
                    MemorySize::bytes),
            SocketMode.class,
            text("permission bits in octal such as \"0600\"", (text, base) -> SocketMode.read(text), SocketMode::bits),
            Path.class,
            new Scalar<>(
                    "a path that the file system can hold",
                    (json, base) -> json.isTextual() ? path(json.textValue(), base) : null,
                    value -> JSON.textNode(value.toAbsolutePath().normalize().toString()),
                    value -> value.toString().length()));

    private static <T> Scalar<T> text(
            String expected, BiFunction<String, Path, @Nullable T> reading, ToLongFunction<T> amount) {
        return new Scalar<>(
                expected,
                (json, base) -> json.isTextual() ? reading.apply(json.textValue(), base) : null,
                value -> JSON.textNode(value.toString()),
                amount);
    }

    /** The form of this type; {@code null} if it is not written as a single value. */
    @SuppressWarnings("unchecked") // the map's keys are the types of its values
    static <T> @Nullable Scalar<T> of(Class<T> type) {
        return (Scalar<T>) BY_TYPE.get(type);
    }

    private static @Nullable Duration duration(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        var unit = MILLIS.get(matcher.group(2));
        return unit == null ? null : Duration.ofMillis(Long.parseLong(matcher.group(1)) * unit);
    }

    /** In the largest unit that gives a whole number; a text that no reader accepts if it has no such form. */
    static String durationText(Duration duration) {
        boolean fits = duration.abs().compareTo(LONGEST) <= 0;
        if (!fits || !duration.equals(Duration.ofMillis(duration.toMillis()))) {
            return duration.toString();
        }
        long millis = duration.toMillis();
        var unit = LONGEST_FIRST.stream()
                .filter(candidate -> millis != 0 && millis % MILLIS.getOrDefault(candidate, 1L) == 0)
                .findFirst()
                .orElse("ms");
        return millis / MILLIS.getOrDefault(unit, 1L) + unit;
    }

    private static @Nullable Path path(String text, Path base) {
        try {
            return text.isEmpty() ? null : base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null; // the caller says what was expected and shows the text
        }
    }
}
