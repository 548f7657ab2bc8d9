package dev.vellamo.protocol.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads JSON objects as records: which keys there may be, must be, and which exclude each other. */
final class RecordReader {
    private final ConfigReader values;
    private final Problems problems;

    RecordReader(ConfigReader values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /**
     * Reads one record.
     *
     * @param otherKeys that its object may have and that somebody else reads
     */
    @Nullable
    Object read(Shape shape, Node node, List<String> otherKeys) {
        if (!node.value().isObject()) {
            values.expected("an object", node);
            return null;
        }
        refuseUnknownKeys(
                node,
                Stream.concat(shape.keyNames().stream(), otherKeys.stream()).toList());
        return components(shape, node);
    }

    /** Reads one of a sealed interface's records. Where nothing else is needed, its name alone may stand there. */
    @Nullable
    Object readVariant(Class<?> type, Node node) {
        var shapes = Shape.variants(type);
        var key = shapes.get(0).variantKey();
        boolean isNameAlone = node.value().isTextual();
        var written = isNameAlone ? node : node.member(key);
        if (written == null) {
            if (node.value().isObject()) {
                problems.add(node.place(), "missing key " + Quoted.text(key));
            } else {
                values.expected("an object", node);
            }
            return null;
        }
        var shape = chosen(shapes, written, key);
        if (shape == null) {
            return null;
        }
        return isNameAlone && shape.needsNothing() ? components(shape, node) : read(shape, node, List.of(key));
    }

    private @Nullable Shape chosen(List<Shape> shapes, Node written, String key) {
        var names = shapes.stream().map(Shape::variantName).toList();
        int index = names.indexOf(written.value().textValue());
        if (index >= 0) {
            return shapes.get(index);
        }
        if (written.value().isTextual()) {
            var name = written.value().textValue();
            problems.addUnknown(written.place(), "unknown " + key + " " + Quoted.text(name), name, names);
        } else {
            values.expected("one of " + Quoted.list(names), written);
        }
        return null;
    }

    private void refuseUnknownKeys(Node node, List<String> known) {
        node.members().forEach((key, member) -> {
            if (!known.contains(key)) {
                problems.addUnknown(member.keyPlace(), "unknown key " + Quoted.text(key), key, known);
            }
        });
    }

    private @Nullable Object components(Shape shape, Node node) {
        var components = new LinkedHashMap<String, Object>();
        for (var entry : shape.keys()) {
            var component = entry.key().flat() ? flat(entry, node) : component(entry, node);
            if (component != null) {
                components.put(entry.name(), component);
            }
        }
        RecordRules.check(shape.type(), components, node, problems);
        return components.size() < shape.keys().size() ? null : shape.create(components.values());
    }

    private @Nullable Object component(Shape.Entry entry, Node node) {
        var written = node.member(entry.name());
        var type = knownType(node);
        if (written == null) {
            return absent(entry, node, type);
        }
        if (entry.dependsOnType() && type != null && !entry.belongsTo(type)) {
            var types = Quoted.list(List.of(entry.key().onlyFor()));
            problems.add(
                    written.keyPlace(),
                    Quoted.text(entry.name()) + " does not belong to type " + Quoted.text(type) + ", only to " + types);
            return null;
        }
        return values.value(entry.valueType(), written, Bounds.of(entry.key()));
    }

    /** The type of an object whose keys depend on it; a wrong one is a problem of its own and says nothing. */
    private static @Nullable String knownType(Node node) {
        var written = node.text("type");
        boolean known = Arrays.stream(IoConfig.Type.values())
                .anyMatch(type -> Shape.constantText(type).equals(written));
        return known ? written : null;
    }

    private @Nullable Object absent(Shape.Entry entry, Node node, @Nullable String type) {
        boolean requiredHere =
                entry.isRequired() || (entry.dependsOnType() && entry.isOptional() && entry.belongsTo(type));
        if (requiredHere) {
            problems.add(node.place(), "missing key " + Quoted.text(entry.name()));
            return null;
        }
        return entry.fallback() == null
                ? Optional.empty()
                : values.value(entry.valueType(), entry.fallback(), Bounds.of(entry.key()));
    }

    private @Nullable Object flat(Shape.Entry entry, Node node) {
        var shapes = Shape.variants(entry.rawType());
        var markers = shapes.stream().map(Shape::marker).toList();
        var present = shapes.stream()
                .filter(shape -> node.member(shape.marker()) != null)
                .toList();
        if (present.isEmpty()) {
            problems.add(node.place(), "missing key: exactly one of " + Quoted.list(markers) + " is needed");
            return null;
        }
        if (present.size() > 1) {
            problems.add(
                    node.place(),
                    Quoted.list(present.stream().map(Shape::marker).toList()) + " exclude each other: exactly one of "
                            + Quoted.list(markers) + " is needed");
            return null;
        }
        refuseKeysOfOthers(shapes, present.get(0), node);
        return components(present.get(0), node);
    }

    private void refuseKeysOfOthers(List<Shape> shapes, Shape chosen, Node node) {
        for (var shape : shapes) {
            for (var name : shape.keyNames()) {
                var written = node.member(name);
                if (written != null && !chosen.keyNames().contains(name)) {
                    problems.add(
                            written.keyPlace(),
                            Quoted.text(name) + " goes with " + Quoted.text(shape.marker()) + ", not with "
                                    + Quoted.text(chosen.marker()));
                }
            }
        }
    }
}
