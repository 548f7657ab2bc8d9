package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
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

    /** Numbers keep their digits. */
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

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

    /** Reads an object; {@code what} is for the message of the fault. */
    static JsonNode readObject(Bytes json, String what) throws WireException {
        JsonNode node = read(json, what);
        if (!node.isObject()) {
            throw new WireException(WireError.DECODE, what + " is not a JSON object");
        }
        return node;
    }

    /** Reads any one value. */
    static JsonNode read(Bytes json, String what) throws WireException {
        try {
            return MAPPER.readTree(json.array(), json.offset(), json.length());
        } catch (JsonProcessingException e) {
            throw new WireException(WireError.DECODE, what + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            // the last two for numbers with an exponent that no machine holds
            throw new WireException(WireError.DECODE, what + " is not JSON: " + e.getMessage());
        }
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

    static boolean flag(JsonNode object, String name) throws WireException {
        JsonNode value = object.get(name);
        if (value != null && !value.isBoolean()) {
            throw new WireException(WireError.DECODE, name + " is neither true nor false");
        }
        return value != null && value.booleanValue();
    }

    static String text(JsonNode object, String name) throws WireException {
        String text = optionalText(object, name);
        if (text == null) {
            throw new WireException(WireError.DECODE, name + " is missing");
        }
        return text;
    }

    /** Returns the whole number of this name, or {@code fallback} if there is none. */
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
