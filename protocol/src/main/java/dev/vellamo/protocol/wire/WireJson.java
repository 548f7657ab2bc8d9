package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the wire has structure, it is JSON: hellos, contexts, and all of the lines codec. */
final class WireJson {

    /** Nothing in the wire's own objects is deep; payloads in lines are skipped over, and held to it as well. */
    private static final int MAX_DEPTH = 100;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final ObjectMapper MAPPER =
            new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WireJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static Bytes write(JsonNode node) {
        try {
            return Bytes.of(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
        }
    }

    /** @param what for the message of the fault */
    static JsonNode readObject(Bytes json, String what) throws WireException {
        try {
            JsonNode node = MAPPER.readTree(json.array(), json.offset(), json.length());
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new WireException(WireError.DECODE, what + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new WireException(WireError.DECODE, what + " is not JSON: " + e.getMessage());
        }
        throw new WireException(WireError.DECODE, what + " is not a JSON object");
    }

    static @Nullable String optionalText(JsonNode object, String name) throws WireException {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new WireException(WireError.DECODE, name + " is not a string");
        }
        return value.textValue();
    }

    static String text(JsonNode object, String name) throws WireException {
        String text = optionalText(object, name);
        if (text == null) {
            throw new WireException(WireError.DECODE, name + " is missing");
        }
        return text;
    }

    /** @return the whole number of this name, or {@code fallback} if there is none */
    static long number(JsonNode object, String name, long fallback) throws WireException {
        JsonNode value = object.get(name);
        if (value == null) {
            return fallback;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new WireException(WireError.DECODE, name + " is not a whole number of 64 bits");
        }
        return value.longValue();
    }

    static int smallNumber(JsonNode object, String name, int fallback) throws WireException {
        long value = number(object, name, fallback);
        if (value != (int) value) {
            throw new WireException(WireError.DECODE, name + " is not a whole number of 32 bits");
        }
        return (int) value;
    }
}
