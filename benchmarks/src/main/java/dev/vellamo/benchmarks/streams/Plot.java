package dev.vellamo.benchmarks.streams;

import java.util.List;
import java.util.Locale;

/** Draws panels of horizontal bars side by side as SVG. It brings its own background, light or dark as the reader's is. */
final class Plot {

    private static final int MARGIN = 16;
    private static final int LABEL_WIDTH = 200;
    private static final int PANEL_WIDTH = 240;
    private static final int TEXT_WIDTH = 56; // for the figure behind the longest bar
    private static final int PANEL_GAP = 20;
    private static final int HEAD_HEIGHT = 64;
    private static final int ROW_HEIGHT = 24;
    private static final int BAR_HEIGHT = 15;
    private static final int FOOT_HEIGHT = 26;

    private static final String STYLE = """
            <style>
              text { font: 12px system-ui, sans-serif; fill: #24292f }
              .title { font-size: 15px; font-weight: 600 }
              .panel { font-weight: 600 }
              .axis { font-size: 10px; fill: #6e7781 }
              .back { fill: #ffffff; stroke: #d0d7de }
              .bar { fill: #8c959f }
              .own { fill: #0969da }
              .grid { stroke: #d0d7de }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .axis { fill: #8b949e }
                .back { fill: #0d1117; stroke: #30363d }
                .bar { fill: #6e7681 }
                .own { fill: #58a6ff }
                .grid { stroke: #30363d }
              }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final int rows;

    private Plot(int rows) {
        this.rows = rows;
    }

    /** At least one panel, each with bars of the same peers. */
    static String svg(String title, List<Panel> panels) {
        var plot = new Plot(panels.get(0).bars().size());
        plot.open(title, panels.size());
        plot.labels(panels.get(0));
        for (int i = 0; i < panels.size(); i++) {
            plot.panel(panels.get(i), MARGIN + LABEL_WIDTH + i * (PANEL_WIDTH + PANEL_GAP));
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void open(String title, int panels) {
        int width = 2 * MARGIN + LABEL_WIDTH + panels * (PANEL_WIDTH + PANEL_GAP) - PANEL_GAP;
        int height = HEAD_HEIGHT + rows * ROW_HEIGHT + FOOT_HEIGHT;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n", width, height);
        add("<title>%s</title>%n", escaped(title));
        svg.append(STYLE);
        add("<rect class=\"back\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n", width - 1, height - 1);
        text("title", MARGIN, 26, "start", title);
    }

    private void labels(Panel panel) {
        for (int row = 0; row < rows; row++) {
            var label = panel.bars().get(row).peer().title();
            text("label", MARGIN + LABEL_WIDTH - 10, baseline(row), "end", label);
        }
    }

    private void panel(Panel panel, int left) {
        text("panel", left, HEAD_HEIGHT - 14, "start", panel.title());
        for (double decade : panel.decades()) {
            grid(left + barLength(panel, decade), decade);
        }
        for (int row = 0; row < rows; row++) {
            bar(panel, row, left);
        }
        var axis = panel.isLogarithmic() ? "logarithmic" : "linear";
        text("axis", left + PANEL_WIDTH, HEAD_HEIGHT - 14, "end", axis);
    }

    private void grid(int x, double decade) {
        int bottom = HEAD_HEIGHT + rows * ROW_HEIGHT;
        add("<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, HEAD_HEIGHT - 4, x, bottom);
        text("axis", x, bottom + 14, "middle", Figures.brief(decade));
    }

    private void bar(Panel panel, int row, int left) {
        var bar = panel.bars().get(row);
        int length = barLength(panel, bar.value());
        add(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>%n",
                bar.isOwn() ? "own" : "bar", left, HEAD_HEIGHT + row * ROW_HEIGHT + 2, length, BAR_HEIGHT);
        text("value", left + length + 5, baseline(row), "start", Figures.brief(bar.value()));
    }

    private static int barLength(Panel panel, double value) {
        return Math.max(1, (int) Math.round(panel.length(value) * (PANEL_WIDTH - TEXT_WIDTH)));
    }

    private static int baseline(int row) {
        return HEAD_HEIGHT + row * ROW_HEIGHT + 14;
    }

    private void text(String style, int x, int y, String anchor, String text) {
        add("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", style, x, y, anchor, escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
