package dev.vellamo.benchmarks.streams;

import java.util.List;

/**
 * One table, and the plot beside it.
 *
 * @param name of the plot's file, without its ending
 */
record ResultTable(String title, String name, List<String> head, List<List<String>> rows, List<Panel> panels) {

    String markdown() {
        return markdown(head, rows);
    }

    static String markdown(List<String> head, List<List<String>> rows) {
        var lines = new StringBuilder(line(head));
        lines.append("|").append("---|".repeat(head.size())).append('\n');
        rows.forEach(row -> lines.append(line(row)));
        return lines.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    String plotFile() {
        return name + ".svg";
    }

    String svg() {
        return Plot.svg(title, panels);
    }
}
