package dev.vellamo.protocol.config;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schemas of types whose JSON is not simply an object with their components. */
final class TypeSchemas implements CustomDefinitionProviderV2 {
    private static final Map<Class<?>, String> TEXTS = Map.of(
            Duration.class, Scalar.DURATION.pattern(),
            MemorySize.class, MemorySize.PATTERN.pattern(),
            SocketMode.class, SocketMode.PATTERN.pattern());

    @Override
    public @Nullable CustomDefinition provideCustomSchemaDefinition(
            ResolvedType type, SchemaGenerationContext context) {
        var plain = type.getErasedType();
        var inline = inline(type, plain, context);
        if (inline != null) {
            return new CustomDefinition(
                    inline, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
        }
        if (plain.isSealed()) {
            return new CustomDefinition(oneOfVariants(plain, context));
        }
        if (plain == VatConfig.class) {
            return new CustomDefinition(withFlatKeys(type, context));
        }
        return plain == IoConfig.class ? new CustomDefinition(withKeysOfTypes(type, context)) : null;
    }

    private static @Nullable ObjectNode inline(ResolvedType type, Class<?> plain, SchemaGenerationContext context) {
        var schema = JsonNodeFactory.instance.objectNode();
        if (plain == JsonNode.class) {
            return schema;
        }
        if (plain == Path.class) {
            return schema.put("type", "string").put("minLength", 1);
        }
        if (plain.isEnum()) {
            schema.put("type", "string");
            var texts = schema.putArray("enum");
            Arrays.stream(plain.getEnumConstants()).forEach(each -> texts.add(Shape.constantText((Enum<?>) each)));
            return schema;
        }
        if (plain == Map.class) {
            schema.put("type", "object");
            schema.set(
                    "additionalProperties",
                    context.createDefinitionReference(type.getTypeParameters().get(1)));
            return schema;
        }
        var text = TEXTS.get(plain);
        return text == null ? null : schema.put("type", "string").put("pattern", RecordSchema.wholly(text));
    }

    /** Each variant with the key that chooses it; those that need no other key also as their name alone. */
    private ObjectNode oneOfVariants(Class<?> sealed, SchemaGenerationContext context) {
        var schema = JsonNodeFactory.instance.objectNode();
        var choices = schema.putArray("oneOf");
        var names = choices.addObject().put("type", "string").putArray("enum");
        for (var shape : Shape.variants(sealed)) {
            if (shape.needsNothing()) {
                names.add(shape.variantName());
            }
            var variant = standard(shape.type(), context);
            variant.withObjectProperty("properties")
                    .putObject(shape.variantKey())
                    .put("const", shape.variantName());
            variant.put("additionalProperties", false)
                    .withArrayProperty("required")
                    .add(shape.variantKey());
            choices.add(variant);
        }
        return schema;
    }

    private ObjectNode withFlatKeys(ResolvedType type, SchemaGenerationContext context) {
        var schema = context.createStandardDefinition(type, this);
        var keys = JsonNodeFactory.instance.objectNode();
        var choices = JsonNodeFactory.instance.arrayNode();
        var companions = JsonNodeFactory.instance.objectNode();
        for (var shape : Shape.variants(VatCode.class)) {
            keys.setAll((ObjectNode) standard(shape.type(), context).get("properties"));
            choices.addObject().putArray("required").add(shape.marker());
            shape.keyNames().stream()
                    .skip(1)
                    .forEach(key -> companions.putArray(key).add(shape.marker()));
        }
        keys.setAll((ObjectNode) schema.get("properties"));
        schema.set("properties", keys);
        schema.set("oneOf", choices);
        schema.set("dependentRequired", companions);
        return schema;
    }

    private ObjectNode withKeysOfTypes(ResolvedType type, SchemaGenerationContext context) {
        var schema = context.createStandardDefinition(type, this);
        var rules = schema.putArray("allOf");
        for (var each : IoConfig.Type.values()) {
            addRule(Shape.constantText(each), rules);
        }
        return schema;
    }

    private static void addRule(String type, ArrayNode rules) {
        var rule = rules.addObject();
        var condition = rule.putObject("if");
        condition.putObject("properties").putObject("type").put("const", type);
        condition.putArray("required").add("type");
        var then = rule.putObject("then");
        for (var entry : Shape.of(IoConfig.class).keys()) {
            if (!entry.belongsTo(type)) {
                then.withObjectProperty("properties").put(entry.name(), false);
            } else if (entry.dependsOnType() && entry.rawType() == Optional.class) {
                then.withArrayProperty("required").add(entry.name());
            }
        }
    }

    private ObjectNode standard(Class<?> type, SchemaGenerationContext context) {
        return context.createStandardDefinition(context.getTypeContext().resolve(type), this);
    }
}
