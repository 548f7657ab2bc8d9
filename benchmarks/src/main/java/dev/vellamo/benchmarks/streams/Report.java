package dev.vellamo.benchmarks.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All tables of a run, and the machine that it ran on. */
record Report(List<ResultTable> tables, List<Target> targets) {

    /** Everything between these lines of a README is the benchmark's. */
    private static final String BEGIN = "<!-- streams: written by benchmarks/run -->\n";

    private static final String END = "<!-- streams: end -->\n";

    static Report of(Results results, List<Peer> peers, List<Target> targets) {
        var tables = new ArrayList<ResultTable>();
        RateTable.ALL.forEach(table -> table.filled(results, peers).ifPresent(tables::add));
        TripTable.filled(results, peers).ifPresent(tables::add);
        return new Report(tables, targets);
    }

    /** @param plots where the plots are, from where the text is; empty for none */
    String markdown(String plots) {
        var text = new StringBuilder(machine());
        for (var table : tables) {
            text.append("\n### ").append(table.title()).append("\n\n");
            if (!plots.isEmpty()) {
                text.append("![")
                        .append(table.title())
                        .append("](")
                        .append(plots)
                        .append('/');
                text.append(table.plotFile()).append(")\n\n");
            }
            text.append(table.markdown());
        }
        var reached = targets.stream().map(Target::cells).toList();
        return text.append("\n### Targets\n\n")
                .append(ResultTable.markdown(Target.HEAD, reached))
                .toString();
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ".\n";
    }

    /** Writes the plots, and the tables as a page that shows them. */
    void write(Path directory) throws IOException {
        writePlots(directory);
        Files.writeString(directory.resolve("streams.md"), markdown("."));
    }

    private void writePlots(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (var table : tables) {
            Files.writeString(directory.resolve(table.plotFile()), table.svg());
        }
    }

    /** Replaces what the README of the module shows, and its plots. */
    void publish(Path module) throws IOException {
        writePlots(module.resolve("docs"));
        var readme = module.resolve("README.md");
        Files.writeString(readme, replaced(Files.readString(readme), markdown("docs")));
    }

    static String replaced(String readme, String text) {
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the README has no lines " + BEGIN + " and " + END);
        }
        return readme.substring(0, begin + BEGIN.length()) + "\n" + text + "\n" + readme.substring(end);
    }
}
