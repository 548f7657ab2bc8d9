package dev.vellamo.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the README of an example tells a reader to type, and to see. */
record ExampleReadme(String text) {

    private static final Pattern BLOCK = Pattern.compile("^```\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern IN_TEXT = Pattern.compile("`(nc [^`]+)`");

    private static final String PROMPT = "$ ";

    /** A command that is typed and all that it writes. */
    record Shown(String command, String output) {}

    static ExampleReadme of(String example) {
        return new ExampleReadme(Checkout.read("runtime/examples/" + example + "/README.md"));
    }

    /** The command that starts the example and goes on running. */
    String start() {
        return blocks().stream()
                .filter(block -> block.startsWith("runtime/bin/vellamo run "))
                .map(String::strip)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no block with a start command in:\n" + text));
    }

    /** A client that is named in the text and goes on running. */
    String client() {
        return IN_TEXT.matcher(text)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no client `nc ...` in:\n" + text));
    }

    /** Commands that end by themselves. */
    List<Shown> shown() {
        var all = new ArrayList<Shown>();
        for (var block : blocks()) {
            if (block.startsWith(PROMPT)) {
                int end = block.indexOf('\n');
                all.add(new Shown(block.substring(PROMPT.length(), end), block.substring(end + 1)));
            }
        }
        return all;
    }

    /** The lines of the last block: what somebody sees in the end. */
    List<String> lastBlock() {
        var all = blocks();
        return all.get(all.size() - 1).lines().toList();
    }

    private List<String> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
