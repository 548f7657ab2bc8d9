package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in lines: {@code json} with the value itself, {@code text}, or {@code b64}; and {@code form} where that does not
 * say what the bytes are.
 */
final class LinesPayload {

    private LinesPayload() {}

    /** A payload whose bytes nobody counts: JSON stands as it is. */
    static void write(Payload payload, boolean isPart, ObjectNode line) {
        JsonNode value = payload.form() == Form.JSON && !isPart ? json(payload.bytes()) : null;
        if (value != null) {
            line.set("json", value);
        } else if (payload.length() > 0 || payload.form() != Form.BYTES) {
            writeCounted(payload, line);
        }
    }

    /** The value, or {@code null} if it is none, or would not be written with the same bytes again. */
    private static @Nullable JsonNode json(Bytes bytes) {
        try {
            JsonNode value = WireJson.read(bytes, "a payload");
            return WireJson.write(value).equals(bytes) ? value : null;
        } catch (WireException e) {
            return null;
        }
    }

    /** A payload that costs credit: both sides have to count the same bytes. */
    static void writeCounted(Payload payload, ObjectNode line) {
        String text = payload.form() == Form.BYTES ? null : text(payload.bytes());
        if (text == null) {
            line.put("b64", payload.bytes().copy());
        } else {
            line.put("text", text);
        }
        if (payload.form() == Form.JSON || (payload.form() == Form.TEXT && text == null)) {
            line.put("form", payload.form().name().toLowerCase(Locale.ROOT));
        }
    }

    /** The text, or {@code null} if it is none, as when a message was cut inside a character, or it would grow too much. */
    private static @Nullable String text(Bytes bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()))
                    .toString();
            long escaped =
                    text.chars().filter(c -> c < ' ' || c == '"' || c == '\\').count();
            return escaped * LinesDecoder.ESCAPE_BYTES > text.length() + LinesDecoder.ESCAPE_BYTES ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static Payload read(JsonNode line) throws WireException {
        JsonNode json = line.get("json");
        if (json != null) {
            return new Payload(Form.JSON, WireJson.write(json));
        }
        String text = WireJson.optionalText(line, "text");
        if (text != null) {
            return new Payload(form(line, Form.TEXT), utf8(text));
        }
        return new Payload(form(line, Form.BYTES), base64(line.get("b64")));
    }

    /** Whether there is a payload at all. */
    static boolean isIn(JsonNode line) {
        return line.has("json") || line.has("text") || line.has("b64");
    }

    private static Form form(JsonNode line, Form fallback) throws WireException {
        String form = WireJson.optionalText(line, "form");
        if (form == null) {
            return fallback;
        }
        return switch (form) {
            case "bytes" -> Form.BYTES;
            case "text" -> Form.TEXT;
            case "json" -> Form.JSON;
            default -> throw new WireException(WireError.UNSUPPORTED, "form is not \"bytes\", \"text\" or \"json\"");
        };
    }

    private static Bytes utf8(String text) throws WireException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return Bytes.of(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        } catch (CharacterCodingException e) {
            throw new WireException(WireError.DECODE, "text has half of a surrogate pair");
        }
    }

    private static Bytes base64(@Nullable JsonNode value) throws WireException {
        if (value == null) {
            return Bytes.EMPTY;
        }
        try {
            byte[] bytes = value.isTextual() ? value.binaryValue() : null;
            if (bytes != null) {
                return Bytes.of(bytes);
            }
        } catch (IOException e) {
            throw new WireException(WireError.DECODE, "b64 is not base64: " + e.getMessage());
        }
        throw new WireException(WireError.DECODE, "b64 is not a string");
    }
}
