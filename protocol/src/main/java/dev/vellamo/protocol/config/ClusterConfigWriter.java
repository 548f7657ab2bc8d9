package dev.vellamo.protocol.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes configs as JSON, defaults included. Reading what was written gives an equal config. */
public final class ClusterConfigWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    private ClusterConfigWriter() {}

    /** JSON text with two spaces of indentation; the same config always gives the same text. */
    public static String toJson(ClusterConfig config) {
        var printer = new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES);
        try {
            return MAPPER.writer(printer).writeValueAsString(jsonOf(config));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this config has no JSON form: " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #toJson}, with absolute paths: it means the same whatever directory it is read in. */
    public static String toAbsoluteJson(ClusterConfig config) {
        return toJson(absolute(config));
    }

    static JsonNode absoluteTree(ClusterConfig config) {
        return jsonOf(absolute(config));
    }

    private static ClusterConfig absolute(ClusterConfig config) {
        return ClusterConfigParser.parse(toJson(config), "this config", Path.of("").toAbsolutePath());
    }

    /**
     * Any value that Jackson can bind, as a tree.
     *
     * @throws IllegalArgumentException if Jackson cannot
     */
    static JsonNode treeOf(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The JSON of a value that a record of the config may hold. */
    static JsonNode jsonOf(Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Enum<?> constant) {
            return JSON.textNode(Shape.constantText(constant));
        }
        if (value instanceof List<?> items) {
            var list = JSON.arrayNode();
            items.forEach(item -> list.add(jsonOf(item)));
            return list;
        }
        if (value instanceof Map<?, ?> entries) {
            var object = JSON.objectNode();
            entries.forEach((key, entry) -> object.set((String) key, jsonOf(entry)));
            return object;
        }
        var scalar = scalarOf(value);
        return scalar == null ? recordJson(Shape.of(value.getClass()), value) : scalar;
    }

    private static @Nullable JsonNode scalarOf(Object value) {
        return value instanceof Path path ? write(Path.class, path) : write(value.getClass(), value);
    }

    private static <T> @Nullable JsonNode write(Class<T> type, Object value) {
        var scalar = Scalar.of(type);
        return scalar == null ? null : scalar.writing().apply(type.cast(value));
    }

    private static JsonNode recordJson(Shape shape, Object value) {
        if (shape.variant().isPresent() && shape.keys().isEmpty()) {
            return JSON.textNode(shape.variantName());
        }
        var object = JSON.objectNode();
        shape.variant().ifPresent(variant -> object.put(variant.key(), variant.value()));
        for (var entry : shape.keys()) {
            writeKey(entry, entry.of(value), object);
        }
        return object;
    }

    private static void writeKey(Shape.Entry entry, Object component, ObjectNode object) {
        if (entry.key().flat()) {
            object.setAll((ObjectNode) jsonOf(component));
        } else if (component instanceof Optional<?> optional) {
            optional.ifPresent(present -> object.set(entry.name(), jsonOf(present)));
        } else if (!entry.dependsOnType() || entry.belongsTo(object.path("type").textValue())) {
            object.set(entry.name(), jsonOf(component));
        }
    }
}
