package dev.vellamo.vm.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes lines of what a program prints. A line longer than the limit is cut and says so; what is not UTF-8 and control
 * characters are replaced, so that no guest writes lines into the log that look like another's.
 */
final class OutputLines {

    private static final String CUT = " [cut]";

    private final int maxLineBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean cut;

    OutputLines(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /** The lines that are complete with these bytes. */
    List<String> add(byte[] bytes, int count) {
        var lines = new ArrayList<String>();
        for (int index = 0; index < count; index++) {
            if (bytes[index] == '\n') {
                lines.add(take());
            } else if (line.size() < maxLineBytes) {
                line.write(bytes[index]);
            } else {
                cut = true;
            }
        }
        return lines;
    }

    /** What follows the last newline, if anything does. */
    List<String> end() {
        return line.size() == 0 ? List.of() : List.of(take());
    }

    private String take() {
        var text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        var shown = new StringBuilder(text.length());
        text.codePoints()
                .map(each -> Character.isISOControl(each) && each != '\t' ? '?' : each)
                .forEach(shown::appendCodePoint);
        if (cut) {
            shown.append(CUT);
        }
        line.reset();
        cut = false;
        return shown.toString();
    }
}
