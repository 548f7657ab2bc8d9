package dev.vellamo.protocol.config;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.TypeScope;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Generates the JSON Schema of the config from its records and their {@link Key}s. */
final class RecordSchema {
    private RecordSchema() {}

    static ObjectNode generate() {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .without(Option.FLATTENED_OPTIONALS);
        builder.forTypesInGeneral()
                .withAdditionalPropertiesResolver(
                        (TypeScope scope) -> scope.getType().getErasedType().isRecord() ? Void.class : null)
                .withPropertySorter(Comparator.comparingInt(asDeclared -> 0))
                .withCustomDefinitionProvider(new TypeSchemas());
        builder.forFields()
                .withIgnoreCheck(field -> keyOf(field).map(Key::flat).orElse(false))
                .withTargetTypeOverridesResolver(RecordSchema::contentOfOptional)
                .withPropertyNameOverrideResolver(field -> keyOf(field)
                        .map(Key::name)
                        .filter(name -> !name.isEmpty())
                        .orElse(null))
                .withRequiredCheck(field -> !field.isFakeContainerItemScope()
                        && keyOf(field).orElseThrow().or().isEmpty()
                        && field.getType().getErasedType() != Optional.class
                        && field.getOverriddenType() == null)
                .withInstanceAttributeOverride(RecordSchema::describe);
        var schema = new SchemaGenerator(builder.build()).generateSchema(ClusterConfig.class);
        schema.put("title", "Vellamo cluster config");
        ((ObjectNode) schema.get("properties")).putObject("$schema").put("type", "string");
        return schema;
    }

    private static Optional<Key> keyOf(FieldScope field) {
        return Optional.ofNullable(field.getAnnotation(Key.class));
    }

    private static @Nullable List<ResolvedType> contentOfOptional(FieldScope field) {
        return field.getType() != null && field.getType().getErasedType() == Optional.class
                ? field.getType().getTypeParameters()
                : null;
    }

    private static void describe(ObjectNode schema, FieldScope field, SchemaGenerationContext context) {
        var key = keyOf(field).orElseThrow();
        var type = field.getType().getErasedType();
        if (type == String.class && key.form() != TextForm.ANY) {
            schema.put("pattern", wholly(key.form().regex()));
        }
        if (field.isFakeContainerItemScope()) {
            return;
        }
        schema.put("description", key.value());
        if (!key.or().isEmpty()) {
            schema.set("default", NodeReader.trusted(key.or()).value());
        }
        limit(schema, key, type);
    }

    private static void limit(ObjectNode schema, Key key, Class<?> type) {
        var words = LIMITS.get(type);
        if (words != null && key.min() != Long.MIN_VALUE) {
            schema.put(words.get(0), key.min());
        }
        if (words != null && key.max() != Long.MAX_VALUE) {
            schema.put(words.get(1), key.max());
        }
        if (type == Map.class && key.form() != TextForm.ANY) {
            schema.putObject("propertyNames").put("pattern", wholly(key.form().regex()));
        }
    }

    private static final Map<Class<?>, List<String>> LIMITS = Map.of(
            int.class, List.of("minimum", "maximum"),
            Integer.class, List.of("minimum", "maximum"),
            String.class, List.of("minLength", "maxLength"),
            List.class, List.of("minItems", "maxItems"),
            Map.class, List.of("minProperties", "maxProperties"));

    static String wholly(String regex) {
        return "^(?:" + regex + ")$";
    }
}
