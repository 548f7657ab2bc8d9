package dev.vellamo.protocol.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.stream.Collectors;

/** Values from a config in messages: quoted, short, and harmless to a terminal. */
final class Quoted {
    private static final int MAX_CHARS = 60;
    private static final int MAX_LISTED = 12;

    private Quoted() {}

    static String text(String text) {
        return '"' + shortened(text, MAX_CHARS) + '"';
    }

    static String shortened(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
    }

    /** The value with its JSON type where the value alone does not tell it. */
    static String value(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> text(value.textValue());
            default -> shortened(value.toString(), MAX_CHARS);
        };
    }

    static String list(Collection<String> texts) {
        var listed = texts.stream().limit(MAX_LISTED).map(Quoted::text).collect(Collectors.joining(", "));
        return texts.size() <= MAX_LISTED ? listed : listed + ", … (" + texts.size() + ")";
    }

    /** Control characters and the like become escapes: one problem is one line, whatever its text. */
    static String printable(String text) {
        var result = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                result.appendCodePoint(c);
            } else {
                result.append(String.format("\\u%04x", c));
            }
        });
        return result.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
