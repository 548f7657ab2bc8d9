package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.vellamo.protocol.capdata.CapData;
import java.io.IOException;

/** What is kept of a durable object. */
record StoredObject<S>(String kind, S state) {

    /**
     * The kind in an encoded object; empty if there is none. It does not touch the state, whose references may lead back to
     * the object itself.
     */
    static String kindIn(CapData object, JsonFactory json) throws IOException {
        try (var parser = json.createParser(PassableJson.of(object.body()).utf8())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var isKind = parser.currentName().equals("kind");
                if (parser.nextToken() == JsonToken.VALUE_STRING && isKind) {
                    var text = parser.getText();
                    return text.startsWith("$") ? text.substring(1) : text;
                }
                parser.skipChildren();
            }
            return "";
        }
    }
}
