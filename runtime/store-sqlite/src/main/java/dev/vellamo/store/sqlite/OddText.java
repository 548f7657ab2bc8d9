package dev.vellamo.store.sqlite;

/**
 * Java strings as text that UTF-8 can hold, and back: half a surrogate pair becomes U+10FFFE and four hexadecimal digits.
 * U+10FFFE, which Unicode keeps free of any meaning, is itself written so. All other text stays as it is.
 */
final class OddText {

    private static final int MARK = 0x10fffe;
    private static final char MARK_HIGH = Character.highSurrogate(MARK);
    private static final String MARK_TEXT = Character.toString(MARK);
    private static final int DIGITS = 4;

    private OddText() {}

    static String encode(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return encodeSlowly(text);
            }
        }
        return text;
    }

    private static String encodeSlowly(String text) {
        var encoded = new StringBuilder(text.length() + 2 * DIGITS);
        text.codePoints().forEach(point -> {
            if (point == MARK) {
                encoded.append(MARK_TEXT).append("0000");
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                encoded.append(MARK_TEXT).append(String.format("%04x", point));
            } else {
                encoded.appendCodePoint(point);
            }
        });
        return encoded.toString();
    }

    static String decode(String text) {
        return text.indexOf(MARK_HIGH) < 0 || !text.contains(MARK_TEXT) ? text : decodeSlowly(text);
    }

    private static String decodeSlowly(String text) {
        var decoded = new StringBuilder(text.length());
        var from = 0;
        for (var mark = text.indexOf(MARK_TEXT); mark >= 0; mark = text.indexOf(MARK_TEXT, from)) {
            decoded.append(text, from, mark);
            from = mark + MARK_TEXT.length() + DIGITS;
            var half = Integer.parseInt(text.substring(mark + MARK_TEXT.length(), from), 16);
            decoded.append(half == 0 ? MARK_TEXT : Character.toString((char) half));
        }
        return decoded.append(text, from, text.length()).toString();
    }
}
