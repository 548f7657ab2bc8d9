package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.vellamo.protocol.capdata.Passable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns every form of {@link Passable} into JSON text, which says the same. */
public final class PassableJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** A string may hold half a surrogate pair, which UTF-8 cannot; escapes can. */
    private static final JsonFactory ESCAPING =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private PassableJson() {}

    /** The same value as JSON; references are the strings {@code "$0"}, {@code "$1"} and so on, as before. */
    public static Passable.Json of(Passable value) {
        if (value instanceof Passable.Json already) {
            return already;
        }
        try {
            return write(value, FACTORY);
        } catch (IOException halfSurrogate) {
            return escaped(value, halfSurrogate);
        }
    }

    private static Passable.Json escaped(Passable value, IOException first) {
        try {
            return write(value, ESCAPING);
        } catch (IOException e) {
            e.addSuppressed(first);
            throw new IllegalArgumentException("a value cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static Passable.Json write(Passable value, JsonFactory factory) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var generator = factory.createGenerator(bytes)) {
            write(value, generator);
        }
        return new Passable.Json(bytes.toByteArray());
    }

    private static void write(Passable value, JsonGenerator out) throws IOException {
        if (value instanceof Passable.Immutable immutable) {
            writeImmutable(immutable.value(), out);
        } else if (value instanceof Passable.Sequence sequence) {
            out.writeStartArray();
            for (var item : sequence.items()) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (value instanceof Passable.ImmutableItems items) {
            writeItems(items.items(), out);
        } else if (value instanceof Passable.Structure structure) {
            writeStructure(structure, out);
        } else if (value instanceof Passable.Reference reference) {
            out.writeString("$" + reference.slot());
        } else if (value instanceof Passable.Bytes bytes) {
            out.writeBinary(bytes.copy());
        } else if (value instanceof Passable.Json json) {
            out.writeRawValue(new String(json.utf8(), StandardCharsets.UTF_8));
        }
    }

    private static void writeItems(List<?> items, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (var item : items) {
            writeImmutable(item, out);
        }
        out.writeEndArray();
    }

    private static void writeStructure(Passable.Structure structure, JsonGenerator out) throws IOException {
        var components = RecordShape.of(structure.type()).components();
        out.writeStartObject();
        for (var i = 0; i < components.length; i++) {
            out.writeFieldName(components[i].getName());
            write(structure.components().get(i), out);
        }
        out.writeEndObject();
    }

    private static void writeImmutable(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Number number) {
            writeNumber(number, out);
        } else if (value instanceof Record values) {
            writeRecord(values, out);
        } else if (value instanceof Enum<?> constant) {
            writeText(constant.name(), out);
        } else {
            writeText(value.toString(), out);
        }
    }

    private static void writeRecord(Record value, JsonGenerator out) throws IOException {
        var shape = RecordShape.of(value.getClass());
        var components = shape.components();
        out.writeStartObject();
        for (var i = 0; i < components.length; i++) {
            out.writeFieldName(components[i].getName());
            writeImmutable(shape.component(value, i), out);
        }
        out.writeEndObject();
    }

    private static void writeText(String text, JsonGenerator out) throws IOException {
        out.writeString(text.startsWith("$") ? "$" + text : text);
    }

    private static void writeNumber(Number number, JsonGenerator out) throws IOException {
        if (number instanceof Double value) {
            out.writeNumber(value);
        } else if (number instanceof Float value) {
            out.writeNumber(value);
        } else if (number instanceof BigDecimal value) {
            out.writeNumber(value);
        } else if (number instanceof BigInteger value) {
            out.writeNumber(value);
        } else {
            out.writeNumber(number.longValue());
        }
    }
}
