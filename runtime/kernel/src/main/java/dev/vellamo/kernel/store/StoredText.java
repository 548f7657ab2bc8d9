package dev.vellamo.kernel.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.engine.PassableJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What can be read from ids, references and JSON without knowing anything else. */
final class StoredText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private StoredText() {}

    /** The number of an id that begins with these letters, 0 if it is none. */
    static long number(String letters, String id) {
        var digits = id.startsWith(letters) ? id.substring(letters.length()) : "";
        return NUMBER.matcher(digits).matches() ? Long.parseLong(digits) : 0;
    }

    static long number(char letter, String id) {
        return number(String.valueOf(letter), id);
    }

    /** The id of the vat that an object is of; empty text if it is of none. */
    static String vatOf(String ref) {
        try {
            var parsed = StoredRef.parse(ref);
            if (parsed instanceof StoredRef.DurableObject object) {
                return object.vat();
            }
            return parsed instanceof StoredRef.HeapObject object ? object.vat() : "";
        } catch (IllegalArgumentException notAReference) {
            // That it is none is told of every row once, by RefCheck.
            return "";
        }
    }

    static boolean isJson(String text) {
        try (var parser = JSON.createParser(text)) {
            readAll(parser);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What is wrong with the body of a value beside which there are so many references; empty if nothing is. */
    static List<String> bodyProblems(Passable body, int refs) {
        try (var parser = JSON.createParser(PassableJson.of(body).utf8())) {
            return readAll(parser).stream()
                    .filter(text -> text.startsWith("$") && !text.startsWith("$$"))
                    .filter(text -> !isInRange(text.substring(1), refs))
                    .map(text -> "its value has \"" + text + "\", but " + refs + " references")
                    .toList();
        } catch (IOException e) {
            return List.of("its value is not JSON: " + e.getMessage());
        }
    }

    private static boolean isInRange(String digits, int refs) {
        return digits.matches("[0-9]{1,9}") && Integer.parseInt(digits) < refs;
    }

    /** Reads one JSON value, and gives the strings in it that are not names. */
    private static List<String> readAll(JsonParser parser) throws IOException {
        var texts = new ArrayList<String>();
        if (parser.nextToken() == null) {
            throw new IOException("it is empty");
        }
        var depth = 0;
        do {
            var token = parser.currentToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            }
        } while (parser.nextToken() != null && depth > 0);
        if (parser.currentToken() != null) {
            throw new IOException("there is more after its end");
        }
        return texts;
    }
}
