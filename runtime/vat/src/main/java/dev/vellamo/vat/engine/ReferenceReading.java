package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;

/** Reads JSON text in which strings that begin with {@code $} have their meaning. */
final class ReferenceReading {

    private ReferenceReading() {}

    /** Whether the text may hold such a string; if not, it can be read as it is. */
    static boolean isNeeded(byte[] utf8) {
        for (var i = 0; i + 1 < utf8.length; i++) {
            // A foreign writer may escape the sign.
            if (utf8[i] == '"' && (utf8[i + 1] == '$' || utf8[i + 1] == '\\')) {
                return true;
            }
        }
        return false;
    }

    /** The tokens of the text, with objects in the place of references. */
    static JsonParser parser(byte[] utf8, JsonFactory factory, Object[] references) throws IOException {
        try (var source = factory.createParser(utf8)) {
            var buffer = new TokenBuffer(source);
            for (var token = source.nextToken(); token != null; token = source.nextToken()) {
                if (token == JsonToken.VALUE_STRING && source.getText().startsWith("$")) {
                    writeMarked(source.getText(), buffer, references);
                } else {
                    buffer.copyCurrentEvent(source);
                }
            }
            return buffer.asParser();
        }
    }

    private static void writeMarked(String text, TokenBuffer buffer, Object[] references) throws IOException {
        if (text.startsWith("$$")) {
            buffer.writeString(text.substring(1));
        } else {
            buffer.writeEmbeddedObject(references[position(text, references.length)]);
        }
    }

    private static int position(String text, int count) throws IOException {
        try {
            var position = Integer.parseInt(text, 1, text.length(), 10);
            if (position >= 0 && position < count) {
                return position;
            }
        } catch (NumberFormatException notANumber) {
            throw new IOException("\"" + text + "\" is not a reference", notANumber);
        }
        throw new IOException("reference \"" + text + "\" points beyond the " + count + " slots of its message");
    }
}
