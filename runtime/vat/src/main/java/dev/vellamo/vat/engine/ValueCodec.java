package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies values out of a vat or the host and into it: Java value to {@link CapData} and back.
 *
 * <p>What arrives is what JSON would have carried: the other forms of {@link Passable} are shorter ways to the same
 * result. So an argument declared {@code Object} gets an {@code Integer}, {@code Long}, {@code Double},
 * {@code String}, {@code Boolean}, {@code ArrayList} or {@code LinkedHashMap}, or a reference.
 *
 * <p>Any thread may use it. It remembers the classes it has seen; make one for each unit that is unloaded as a whole.
 */
public final class ValueCodec {

    /** Values in values; deeper ones are taken for cycles. */
    public static final int MAX_DEPTH = 500;

    /** Of the JSON text or the bytes of one value, so that one call cannot exhaust the heap. */
    public static final int MAX_VALUE_BYTES = 64 * 1024 * 1024;

    private static final Object[] NO_REFERENCES = {};
    private static final CapData NO_ARGUMENTS = CapData.of(new Passable.ImmutableItems(List.of()));

    private static final ClassValue<ValueCodec> CODECS = new ClassValue<>() {
        @Override
        protected ValueCodec computeValue(Class<?> type) {
            return new ValueCodec();
        }
    };

    private final ObjectMapper mapper = JsonForm.mapper();
    private final ConcurrentHashMap<Type, JavaType> types = new ConcurrentHashMap<>();
    private final Decoding decoding = new Decoding(mapper);

    /** The codec that lives as long as {@code type}; nested classes have that of their outermost class. */
    static ValueCodec of(Class<?> type) {
        return CODECS.get(type.getNestHost());
    }

    /**
     * Copies a value out.
     *
     * @throws VatException with code {@code NOT_PASSABLE}; names the path to what cannot leave
     */
    public CapData encode(@Nullable Object value, SlotTable slots) {
        if (value == null) {
            return CapData.NULL;
        }
        if (Encoding.isImmutable(value)) {
            return new CapData(new Passable.Immutable(value), List.of());
        }
        var encoding = new Encoding(mapper);
        var body = encoding.encode(value);
        return new CapData(body, slotsOf(encoding.references(), slots));
    }

    /**
     * Copies the arguments of a message out.
     *
     * @throws VatException with code {@code NOT_PASSABLE}
     */
    public CapData encodeArguments(@Nullable Object[] arguments, SlotTable slots) {
        if (arguments.length == 0) {
            return NO_ARGUMENTS;
        }
        if (arguments.length == 1 && Encoding.isImmutable(arguments[0])) {
            return CapData.of(new Passable.ImmutableItems(Collections.singletonList(arguments[0])));
        }
        for (var argument : arguments) {
            if (!Encoding.isImmutable(argument)) {
                return encodeMixed(arguments, slots);
            }
        }
        return CapData.of(new Passable.ImmutableItems(Arrays.asList(arguments.clone())));
    }

    private CapData encodeMixed(@Nullable Object[] arguments, SlotTable slots) {
        var encoding = new Encoding(mapper);
        var items = new Passable[arguments.length];
        for (var i = 0; i < items.length; i++) {
            items[i] = encoding.encode(arguments[i]);
        }
        return new CapData(new Passable.Sequence(List.of(items)), slotsOf(encoding.references(), slots));
    }

    private static List<Slot> slotsOf(List<Object> references, SlotTable table) {
        if (references.isEmpty()) {
            return List.of();
        }
        var slots = new Slot[references.size()];
        for (var i = 0; i < slots.length; i++) {
            slots[i] = table.slotOf(references.get(i));
        }
        return List.of(slots);
    }

    /**
     * Copies a value in.
     *
     * @throws VatException with code {@code BAD_ARGUMENTS}; says what was expected and what came
     */
    public @Nullable Object decode(CapData value, Type type, SlotTable slots) {
        return decode(value.body(), typeOf(type), references(value, slots), slots);
    }

    /** The objects behind the slots of a value. */
    static Object[] references(CapData value, SlotTable table) {
        var slots = value.slots();
        if (slots.isEmpty()) {
            return NO_REFERENCES;
        }
        var objects = new Object[slots.size()];
        for (var i = 0; i < objects.length; i++) {
            objects[i] = table.objectOf(slots.get(i));
        }
        return objects;
    }

    @Nullable
    Object decode(Passable body, JavaType type, Object[] references, SlotTable slots) {
        return decoding.decode(body, type, new Arrived(references, slots));
    }

    /** Binds an item of {@link Passable.ImmutableItems}. */
    @Nullable
    Object bind(@Nullable Object item, JavaType type, SlotTable slots) {
        var quick = Scalars.bind(item, type.getRawClass());
        return quick == Scalars.NEEDS_JSON ? decode(new Passable.Immutable(item), type, NO_REFERENCES, slots) : quick;
    }

    /** A copy of a value of this side, bound to another type; references stay as they are. */
    @Nullable
    Object convert(@Nullable Object value, JavaType type, SlotTable slots) {
        var encoding = new Encoding(mapper);
        var body = encoding.encode(value);
        return decode(body, type, encoding.references().toArray(), slots);
    }

    /** Binds JSON that is not a message, such as a vat's parameters. */
    <T> T bindTree(JsonNode tree, Class<T> type) throws JsonProcessingException {
        var bound = mapper.readerFor(mapper.constructType(type))
                .withAttribute(Arrived.class, Arrived.NOTHING)
                .<T>readValue(tree.toString());
        if (bound == null) {
            throw JsonMappingException.from(mapper.getDeserializationContext(), "null is not a " + type.getName());
        }
        return bound;
    }

    /** The items of a message that arrived as JSON. */
    List<Passable> itemsOf(Passable.Json array) {
        try {
            var tree = mapper.readTree(array.utf8());
            if (tree == null || !tree.isArray()) {
                throw new VatException(ErrorCode.BAD_ARGUMENTS, "the arguments of a message are not a JSON array");
            }
            var items = new Passable[tree.size()];
            for (var i = 0; i < items.length; i++) {
                items[i] = new Passable.Json(mapper.writeValueAsBytes(tree.get(i)));
            }
            return List.of(items);
        } catch (IOException e) {
            throw new VatException(ErrorCode.BAD_ARGUMENTS, "the arguments of a message are not JSON: " + e, e);
        }
    }

    JavaType typeOf(Type type) {
        var known = types.get(type);
        if (known != null) {
            return known;
        }
        var made = mapper.constructType(type);
        types.put(type, made);
        return made;
    }

    ObjectMapper mapper() {
        return mapper;
    }
}
