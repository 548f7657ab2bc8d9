package dev.vellamo.vm.process;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that a guest printed. Safe for use by several threads. */
final class OutputTail {

    /** Enough for a stack trace, and little enough for an error message. */
    static final int MAX_LINES = 50;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
