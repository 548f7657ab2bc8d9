package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Puts one more {@code $} before every string value that begins with one, so that only a {@link ReferenceMark}
 * becomes a reference. Keys are left alone.
 */
final class EscapingGenerator extends JsonGeneratorDelegate {

    EscapingGenerator(JsonGenerator out) {
        super(out, false);
    }

    /** A reference on its way through Jackson. */
    record ReferenceMark(int slot) {}

    @Override
    public void writeEmbeddedObject(@Nullable Object object) throws IOException {
        if (object instanceof ReferenceMark mark) {
            delegate.writeString("$" + mark.slot());
        } else {
            delegate.writeEmbeddedObject(object);
        }
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        requireWholeCharacters(name);
        delegate.writeFieldName(name);
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        writeFieldName(name.getValue());
    }

    /** Readers refuse half a surrogate pair in a key, even if it is escaped. */
    private void requireWholeCharacters(String name) throws IOException {
        for (var i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                if (!Character.isSurrogatePair(name.charAt(i), i + 1 < name.length() ? name.charAt(i + 1) : 0)) {
                    throw new JsonGenerationException("a key has half a surrogate pair", this);
                }
                i++;
            }
        }
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
        delegate.writeString(text != null && text.startsWith("$") ? "$" + text : text);
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    @Override
    public void writeString(SerializableString text) throws IOException {
        writeString(text.getValue());
    }

    @Override
    public void writeString(Reader reader, int length) throws IOException {
        var text = new StringBuilder();
        for (var next = reader.read(); next >= 0 && (length < 0 || text.length() < length); next = reader.read()) {
            text.append((char) next);
        }
        writeString(text.toString());
    }
}
