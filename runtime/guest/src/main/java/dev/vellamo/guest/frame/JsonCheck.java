package dev.vellamo.guest.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Looks at the JSON that a guest sends. A kernel reads it as that of an engine of its own: one value, no larger in any part
 * than JSON readers accept, whose references are among its slots.
 */
final class JsonCheck {

    private static final JsonFactory JSON = new JsonFactory();

    /** A position has at most so many digits; there is no list of slots that is longer. */
    private static final int MAX_DIGITS = 9;

    private JsonCheck() {}

    /**
     * Does nothing if the text is right.
     *
     * @param slots how many there are beside it
     * @throws GuestException with code {@code DECODE}
     */
    static void requireValue(byte[] utf8, int slots) {
        try (var parser = JSON.createParser(utf8)) {
            if (parser.nextToken() == null) {
                throw FrameReader.malformed("a value is empty");
            }
            var mayRefer = hasMark(utf8);
            var depth = 0;
            do {
                var token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (mayRefer && token == JsonToken.VALUE_STRING) {
                    requireReference(parser, slots);
                }
            } while (parser.nextToken() != null && depth > 0);
            if (depth > 0 || parser.currentToken() != null) {
                throw FrameReader.malformed("a value is not one JSON value");
            }
        } catch (IOException e) {
            throw FrameReader.malformed("a value is not JSON", e);
        }
    }

    /** Whether a string in it may begin with a dollar sign, which may be escaped. */
    private static boolean hasMark(byte[] utf8) {
        for (var i = 0; i + 1 < utf8.length; i++) {
            if (utf8[i] == '"' && (utf8[i + 1] == '$' || utf8[i + 1] == '\\')) {
                return true;
            }
        }
        return false;
    }

    private static void requireReference(JsonParser parser, int slots) throws IOException {
        var text = parser.getText();
        if (!text.startsWith("$") || text.startsWith("$$")) {
            return;
        }
        var digits = text.substring(1);
        var isNumber = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(each -> each >= '0' && each <= '9');
        if (!isNumber || Integer.parseInt(digits) >= slots) {
            throw FrameReader.malformed("a value refers to something beyond its " + slots + " slots");
        }
    }

    /** Whether a value that passed is a list. */
    static boolean isList(byte[] utf8) {
        var at = 0;
        while (utf8[at] <= ' ') {
            at++;
        }
        return utf8[at] == '[';
    }
}
