package dev.vellamo.store.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that hold a JSON array: references, slots, faults. */
final class StoredJson {

    private static final String EMPTY = "[]";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<FaultPart>> FAULTS = new TypeReference<>() {};

    /** A fault without its cause, which is the next part. So a long chain is not a deep one. */
    private record FaultPart(String code, @Nullable String type, String message) {}

    private StoredJson() {}

    static String texts(List<String> texts) {
        return texts.isEmpty() ? EMPTY : write(texts);
    }

    static List<String> texts(String json) {
        return json.equals(EMPTY) ? List.of() : read(json, TEXTS);
    }

    static String slots(List<Slot> slots) {
        return texts(slots.stream().map(Slot::toString).toList());
    }

    static List<Slot> slots(String json) {
        return texts(json).stream().map(Slot::parse).toList();
    }

    static String fault(Fault fault) {
        var parts = new ArrayList<FaultPart>();
        for (@Nullable Fault each = fault; each != null; each = each.cause()) {
            parts.add(new FaultPart(each.code(), each.type(), each.message()));
        }
        return write(parts);
    }

    static Fault fault(String json) {
        var parts = read(json, FAULTS);
        Fault fault = null;
        for (var i = parts.size() - 1; i >= 0; i--) {
            var part = parts.get(i);
            fault = new Fault(part.code(), part.type(), part.message(), fault);
        }
        if (fault == null) {
            throw new IllegalArgumentException("a rejection without a fault");
        }
        return fault;
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("not what a store writes: " + e.getMessage(), e);
        }
    }
}
