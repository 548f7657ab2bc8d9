package dev.vellamo.vat.code;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;

/** What a compiler found wrong with one file, in words: the first error, as the others often follow from it. */
final class CompileErrors {

    /** A longer line of source does not help a reader. */
    private static final int MAX_LINE_CHARS = 200;

    private CompileErrors() {}

    /**
     * The first error with line and column (from 1) and the line of source it is in, and how many there are.
     *
     * @param problems at least one, in the order of the compiler
     */
    static String describe(Path file, String source, List<? extends Diagnostic<?>> problems) {
        var count = problems.size();
        var first = problems.get(0);
        var text = first.getMessage(Locale.ROOT);
        var start = file + " does not compile" + (count == 1 ? "" : "; the first of " + count + " errors") + ":\n"
                + file.getFileName();
        if (first.getPosition() == Diagnostic.NOPOS) {
            return start + ": " + text;
        }
        // The compiler's own column counts a tab as up to eight.
        var at = (int) Math.min(first.getPosition(), source.length());
        var lineStart = source.lastIndexOf('\n', at - 1) + 1;
        return start + ":" + first.getLineNumber() + ":" + (at - lineStart + 1) + ": " + text
                + shown(source, lineStart, at);
    }

    private static String shown(String source, int lineStart, int at) {
        var line = source.substring(lineStart).lines().findFirst().orElse("");
        if (line.isBlank() || line.length() > MAX_LINE_CHARS) {
            return "";
        }
        var before = source.substring(lineStart, at).replaceAll("[^\t]", " ");
        return "\n" + line + "\n" + before + "^";
    }
}
