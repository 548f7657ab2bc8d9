package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON into the values that the config's records are made of. What does not fit is a problem and
 * reads as {@code null}; reading goes on, so that all problems are found.
 */
final class ConfigReader {
    private final Path base;
    private final Problems problems;
    private final RecordReader records;

    /**
     * @param base what relative paths are relative to
     */
    ConfigReader(Path base, Problems problems) {
        this.base = base;
        this.problems = problems;
        this.records = new RecordReader(this, problems);
    }

    /** Reads the whole config, which alone may name its schema. */
    @Nullable
    ClusterConfig config(Node root) {
        var schema = root.member("$schema");
        if (schema != null && !schema.value().isTextual()) {
            expected("a string", schema);
        }
        ClusterRules.check(root, problems);
        return (ClusterConfig) records.read(Shape.of(ClusterConfig.class), root, List.of("$schema"));
    }

    /** Reads a record, or one of those of a sealed interface. */
    @Nullable
    Object structure(Class<?> type, Node node) {
        return type.isSealed() ? records.readVariant(type, node) : records.read(Shape.of(type), node, List.of());
    }

    /** Reads a value of any type that a key may have. */
    @Nullable
    Object value(Type type, Node node, Bounds bounds) {
        if (type instanceof ParameterizedType generic) {
            return container(generic, node, bounds);
        }
        var plain = (Class<?>) type;
        if (plain == JsonNode.class) {
            return node.value();
        }
        if (plain.isEnum()) {
            return constant(plain, node);
        }
        var scalar = Scalar.of(plain);
        return scalar == null ? structure(plain, node) : scalar(plain, scalar, node, bounds);
    }

    private @Nullable Object container(ParameterizedType type, Node node, Bounds bounds) {
        var arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            var value = value(arguments[0], node, bounds);
            return value == null ? null : Optional.of(value);
        }
        return type.getRawType() == List.class ? list(arguments[0], node, bounds) : map(arguments[1], node, bounds);
    }

    private @Nullable List<Object> list(Type itemType, Node node, Bounds bounds) {
        if (!node.value().isArray()) {
            expected("a list", node);
            return null;
        }
        boolean valid = fits(List.class, node.items().size(), bounds, node);
        var items = new ArrayList<Object>();
        for (var child : node.items()) {
            var item = value(itemType, child, bounds.ofItems());
            if (item != null) {
                items.add(item);
            }
        }
        return valid && items.size() == node.items().size() ? items : null;
    }

    private @Nullable Map<String, Object> map(Type valueType, Node node, Bounds bounds) {
        if (!node.value().isObject()) {
            expected("an object", node);
            return null;
        }
        boolean valid = fits(Map.class, node.members().size(), bounds, node);
        var entries = new LinkedHashMap<String, Object>();
        for (var member : node.members().entrySet()) {
            valid &= hasForm(bounds.form(), member.getKey(), member.getValue().keyPlace());
            var value = value(valueType, member.getValue(), Bounds.NONE);
            if (value != null) {
                entries.put(member.getKey(), value);
            }
        }
        return valid && entries.size() == node.members().size() ? entries : null;
    }

    private @Nullable Object constant(Class<?> type, Node node) {
        var constants = Arrays.stream(type.getEnumConstants())
                .map(constant -> (Enum<?>) constant)
                .toList();
        var texts = constants.stream().map(Shape::constantText).toList();
        int index = texts.indexOf(node.value().textValue());
        if (index >= 0) {
            return constants.get(index);
        }
        if (node.value().isTextual()) {
            var written = node.value().textValue();
            problems.addUnknown(node.place(), "unknown value " + Quoted.text(written), written, texts);
        } else {
            expected("one of " + Quoted.list(texts), node);
        }
        return null;
    }

    private <T> @Nullable T scalar(Class<?> type, Scalar<T> scalar, Node node, Bounds bounds) {
        var value = scalar.reading().apply(node.value(), base);
        if (value == null) {
            expected(scalar.expected(), node);
            return null;
        }
        boolean valid = fits(type, scalar.amount().applyAsLong(value), bounds, node);
        if (value instanceof String text) {
            valid &= hasForm(bounds.form(), text, node.place());
        }
        return valid ? value : null;
    }

    private boolean fits(Class<?> type, long amount, Bounds bounds, Node node) {
        var complaint = bounds.complaint(type, amount);
        if (!complaint.isEmpty()) {
            problems.add(node.place(), complaint);
        }
        return complaint.isEmpty();
    }

    private boolean hasForm(TextForm form, String text, Place place) {
        if (!form.fits(text)) {
            problems.add(place, "expected " + form.expected() + ", found " + Quoted.text(text));
            return false;
        }
        return true;
    }

    void expected(String what, Node node) {
        problems.add(node.place(), "expected " + what + ", found " + Quoted.value(node.value()));
    }
}
