package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gives values that arrived their Java type. */
final class Decoding {

    private static final JavaType OBJECT = TypeFactory.unknownType();

    private final ObjectMapper mapper;
    private final ConcurrentHashMap<JavaType, JavaType[]> componentTypes = new ConcurrentHashMap<>();

    Decoding(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Nullable
    Object decode(Passable value, JavaType type, Arrived arrived) {
        if (value instanceof Passable.Immutable immutable) {
            var quick = Scalars.bind(immutable.value(), type.getRawClass());
            return quick == Scalars.NEEDS_JSON ? decodeJson(value, type, arrived) : quick;
        }
        if (value instanceof Passable.Reference reference) {
            var object = arrived.references()[reference.slot()];
            return isVoid(type) ? null : References.bind(object, type, arrived.slots());
        }
        if (value instanceof Passable.Bytes bytes && type.getRawClass() == byte[].class) {
            return bytes.copy();
        }
        if (value instanceof Passable.ImmutableItems items && isList(type)) {
            return items(items.items(), itemType(type), arrived);
        }
        if (value instanceof Passable.Sequence sequence && isList(type)) {
            var list = new ArrayList<@Nullable Object>(sequence.items().size());
            for (var item : sequence.items()) {
                list.add(decode(item, itemType(type), arrived));
            }
            return list;
        }
        if (value instanceof Passable.Structure structure) {
            if (type.getRawClass() == structure.type()) {
                return construct(structure, type, arrived);
            }
            if (type.isJavaLangObject()) {
                return asMap(structure, arrived);
            }
        }
        return decodeJson(value, type, arrived);
    }

    private static boolean isList(JavaType type) {
        var raw = type.getRawClass();
        return raw == List.class || raw == Object.class || raw == Collection.class || raw == ArrayList.class;
    }

    private static JavaType itemType(JavaType list) {
        var declared = list.getContentType();
        return declared == null ? OBJECT : declared;
    }

    private List<@Nullable Object> items(List<?> items, JavaType type, Arrived arrived) {
        var list = new ArrayList<@Nullable Object>(items.size());
        var raw = type.getRawClass();
        for (var item : items) {
            var quick = Scalars.bind(item, raw);
            list.add(quick == Scalars.NEEDS_JSON ? decodeJson(new Passable.Immutable(item), type, arrived) : quick);
        }
        return list;
    }

    private Map<String, @Nullable Object> asMap(Passable.Structure structure, Arrived arrived) {
        var components = RecordShape.of(structure.type()).components();
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var i = 0; i < components.length; i++) {
            map.put(components[i].getName(), decode(structure.components().get(i), OBJECT, arrived));
        }
        return map;
    }

    private Object construct(Passable.Structure structure, JavaType type, Arrived arrived) {
        var shape = RecordShape.of(structure.type());
        var types = componentTypes(shape, type);
        var values = new @Nullable Object[types.length];
        for (var i = 0; i < values.length; i++) {
            values[i] = decode(structure.components().get(i), types[i], arrived);
        }
        try {
            return shape.construct(values);
        } catch (Exception e) {
            throw bad(type, "its constructor threw " + e, e);
        } catch (Throwable e) {
            throw Faults.unchecked(e);
        }
    }

    private JavaType[] componentTypes(RecordShape shape, JavaType type) {
        var known = componentTypes.get(type);
        if (known != null) {
            return known;
        }
        var components = shape.components();
        var types = new JavaType[components.length];
        for (var i = 0; i < types.length; i++) {
            types[i] = mapper.getTypeFactory().resolveMemberType(components[i].getGenericType(), type.getBindings());
        }
        componentTypes.put(type, types);
        return types;
    }

    private static boolean isVoid(JavaType type) {
        return type.hasRawClass(Void.class) || type.hasRawClass(void.class);
    }

    private @Nullable Object decodeJson(Passable value, JavaType type, Arrived arrived) {
        if (isVoid(type)) {
            return null;
        }
        var utf8 = PassableJson.of(value).utf8();
        var reader = mapper.readerFor(type).withAttribute(Arrived.class, arrived);
        try {
            if (!ReferenceReading.isNeeded(utf8)) {
                return reader.readValue(utf8);
            }
            try (var parser = ReferenceReading.parser(utf8, mapper.getFactory(), arrived.references())) {
                parser.setCodec(mapper);
                return reader.readValue(parser);
            }
        } catch (JsonMappingException e) {
            throw bad(type, JsonForm.describe(e), e);
        } catch (JsonProcessingException e) {
            throw bad(type, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw bad(type, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // A reader of Jackson's, or of an author's own, that does not check what it is given.
            throw bad(type, e.toString(), e);
        }
    }

    private static VatException bad(JavaType type, String problem, Throwable cause) {
        return new VatException(ErrorCode.BAD_ARGUMENTS, "expected " + describe(type) + ": " + problem, cause);
    }

    /** A type as its author writes it, without packages of the JDK. */
    static String describe(JavaType type) {
        return type.toCanonical().replace("java.lang.", "").replace("java.util.", "");
    }
}
