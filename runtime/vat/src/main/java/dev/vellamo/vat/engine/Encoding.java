package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One value, or the arguments of one message, on their way out. */
final class Encoding {

    static final int MAX_STRING_CHARS = StreamReadConstraints.DEFAULT_MAX_STRING_LEN;

    /** A number that JSON readers accept, with room for sign, point and exponent. */
    private static final int MAX_NUMBER_DIGITS = StreamReadConstraints.DEFAULT_MAX_NUM_LEN - 100;

    /** A decimal digit takes more than three bits. */
    private static final int MAX_NUMBER_BITS = MAX_NUMBER_DIGITS * 3;

    private final ObjectMapper mapper;
    private List<Object> references = List.of();
    private int depth;

    Encoding(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** In the order of their positions. */
    List<Object> references() {
        return references;
    }

    static boolean isImmutable(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (value instanceof String text) {
            return text.length() <= MAX_STRING_CHARS;
        }
        var form = Forms.of(value.getClass());
        return form.isImmutable() && (form != Forms.BIG_NUMBER || isSmall(value));
    }

    private static boolean isSmall(Object number) {
        return number instanceof BigInteger whole
                ? whole.bitLength() <= MAX_NUMBER_BITS
                : number instanceof BigDecimal decimal
                        && decimal.unscaledValue().bitLength() <= MAX_NUMBER_BITS
                        && Math.abs((long) decimal.scale()) <= MAX_NUMBER_DIGITS;
    }

    Passable encode(@Nullable Object value) {
        if (value == null) {
            return Passable.NULL;
        }
        if (isImmutable(value)) {
            return new Passable.Immutable(value);
        }
        return switch (Forms.of(value.getClass())) {
            case BYTES -> bytes((byte[]) value);
            case LIST -> list((List<?>) value);
            case RECORD -> structure((Record) value);
            case REFERENCE -> new Passable.Reference(positionOf(value));
            case PROXY -> proxy(value);
            default -> json(value);
        };
    }

    private Passable proxy(Object value) {
        var ref = TypedView.refOf(value);
        return ref == null ? json(value) : new Passable.Reference(positionOf(ref));
    }

    /** The position of a reference among the slots. */
    int positionOf(Object reference) {
        if (references.isEmpty()) {
            references = new ArrayList<>(4);
        }
        references.add(reference);
        return references.size() - 1;
    }

    private static Passable bytes(byte[] value) {
        if (value.length > ValueCodec.MAX_VALUE_BYTES) {
            throw tooLarge();
        }
        return new Passable.Bytes(value);
    }

    private Passable list(List<?> value) {
        var items = value.toArray();
        var immutable = true;
        for (var item : items) {
            if (!isImmutable(item)) {
                immutable = false;
                if (Forms.of(item.getClass()) == Forms.JSON) {
                    return json(value);
                }
            }
        }
        if (immutable) {
            return new Passable.ImmutableItems(Collections.unmodifiableList(Arrays.asList(items)));
        }
        deeper(value);
        var encoded = new Passable[items.length];
        for (var i = 0; i < items.length; i++) {
            encoded[i] = encode(items[i]);
        }
        depth--;
        return new Passable.Sequence(List.of(encoded));
    }

    private Passable structure(Record value) {
        deeper(value);
        var shape = RecordShape.of(value.getClass());
        var components = new Passable[shape.components().length];
        for (var i = 0; i < components.length; i++) {
            components[i] = encode(component(shape, value, i));
        }
        depth--;
        return new Passable.Structure(value.getClass(), List.of(components));
    }

    private static @Nullable Object component(RecordShape shape, Record value, int index) {
        try {
            return shape.component(value, index);
        } catch (RuntimeException e) {
            var name = shape.components()[index].getName();
            throw notPassable(value, "its accessor " + name + " threw " + e, e);
        }
    }

    private void deeper(Object value) {
        if (++depth > ValueCodec.MAX_DEPTH) {
            throw notPassable(
                    value, "it is nested deeper than " + ValueCodec.MAX_DEPTH + "; does it contain itself?", null);
        }
    }

    private Passable json(Object value) {
        var known = references.size();
        try {
            return write(value, mapper.getFactory());
        } catch (JsonMappingException e) {
            if (!isHalfSurrogate(e)) {
                throw notPassable(value, JsonForm.describe(e), e);
            }
        } catch (IOException e) {
            throw notPassable(value, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw notPassable(value, e.toString(), e);
        } catch (StackOverflowError e) {
            throw notPassable(value, "it is nested too deep; does it contain itself?", e);
        }
        return escaped(value, known);
    }

    private Passable escaped(Object value, int knownReferences) {
        while (references.size() > knownReferences) {
            references.remove(references.size() - 1);
        }
        var factory = mapper.getFactory()
                .rebuild()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .build();
        try {
            return write(value, factory);
        } catch (IOException e) {
            throw notPassable(value, String.valueOf(e.getMessage()), e);
        }
    }

    private Passable write(Object value, JsonFactory factory) throws IOException {
        var bytes = new LimitedBytes(ValueCodec.MAX_VALUE_BYTES);
        try (var generator = new EscapingGenerator(factory.createGenerator(bytes))) {
            mapper.writer().withAttribute(Encoding.class, this).writeValue(generator, value);
        }
        return new Passable.Json(bytes.toByteArray());
    }

    private static boolean isHalfSurrogate(IOException e) {
        return String.valueOf(e.getMessage()).contains("urrogate");
    }

    private static VatException tooLarge() {
        return new VatException(
                ErrorCode.NOT_PASSABLE, "a value is larger than " + ValueCodec.MAX_VALUE_BYTES + " bytes");
    }

    private static VatException notPassable(Object value, String problem, @Nullable Throwable cause) {
        var type = value instanceof Ref
                ? "a ref"
                : "a value of " + value.getClass().getName();
        var message = type + " cannot leave its vat: " + problem;
        return cause == null
                ? new VatException(ErrorCode.NOT_PASSABLE, message)
                : new VatException(ErrorCode.NOT_PASSABLE, message, cause);
    }
}
