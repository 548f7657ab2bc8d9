package dev.vellamo.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pieces of code that a page shows and a source file contains.
 *
 * <p>In the page a piece is a Java block after {@code <!-- shown: File name of the piece -->}; in the file it is what stands
 * between the lines {@code // shown: name of the piece} and {@code // end}.
 */
public final class ShownCode {

    private static final Pattern IN_PAGE =
            Pattern.compile("<!-- shown: (\\w+) ([\\w ]+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern IN_SOURCE =
            Pattern.compile("^ *// shown: ([\\w ]+)\\n(.*?)\\n *// end$", Pattern.DOTALL | Pattern.MULTILINE);

    private ShownCode() {}

    /** By {@code File name of the piece}. */
    public static Map<String, String> inPage(String page) {
        var pieces = new LinkedHashMap<String, String>();
        IN_PAGE.matcher(page)
                .results()
                .forEach(match -> pieces.put(match.group(1) + " " + match.group(2), trimmed(match.group(3))));
        return pieces;
    }

    /** By {@code File name of the piece}. */
    public static Map<String, String> inSource(String file, String source) {
        var pieces = new LinkedHashMap<String, String>();
        Matcher matcher = IN_SOURCE.matcher(source);
        while (matcher.find()) {
            pieces.put(file + " " + matcher.group(1), trimmed(matcher.group(2)));
        }
        return pieces;
    }

    private static String trimmed(String code) {
        return code.stripIndent().strip();
    }
}
