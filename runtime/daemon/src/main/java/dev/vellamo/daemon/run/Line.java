package dev.vellamo.daemon.run;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of output, without its end.
 *
 * @param isProblem whether it goes to the standard error stream
 */
record Line(boolean isProblem, String text) {

    static Line out(String text) {
        return new Line(false, text);
    }

    static Line err(String text) {
        return new Line(true, text);
    }

    /** The lines of a text that may come from anywhere: harmless to a terminal. */
    static List<String> printable(String text) {
        var lines = new ArrayList<String>(1);
        text.lines().map(Line::escaped).forEach(lines::add);
        return lines.isEmpty() ? List.of("") : lines;
    }

    /** On one line, whatever it contains. */
    static String onOneLine(String text) {
        return String.join(" ", printable(text));
    }

    private static String escaped(String line) {
        var harmless = line.codePoints().allMatch(Line::isHarmless);
        if (harmless) {
            return line;
        }
        var result = new StringBuilder();
        line.codePoints().forEach(c -> {
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
            case Character.CONTROL -> c == '\t';
            case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
