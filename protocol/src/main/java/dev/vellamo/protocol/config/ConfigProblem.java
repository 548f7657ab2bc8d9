package dev.vellamo.protocol.config;

/**
 * One thing that is wrong with a cluster config.
 *
 * @param pointer JSON pointer (RFC 6901) of the value; empty for the whole config
 * @param line from 1; 0: the config was not read from text
 * @param column from 1, in UTF-16 units; 0: the config was not read from text
 * @param message what is wrong, with the offending value
 */
public record ConfigProblem(String pointer, int line, int column, String message) {

    private static final int MAX_POINTER_CHARS = 200;

    /** A problem of a config that was not read from text. */
    public static ConfigProblem at(String pointer, String message) {
        return new ConfigProblem(pointer, 0, 0, message);
    }

    /** One line: where it is in {@code source}, the pointer (its first 200 characters), the message. */
    public String describe(String source) {
        var where = line == 0 ? source : source + ":" + line + ":" + column;
        var shown = Quoted.shortened(pointer, MAX_POINTER_CHARS);
        return Quoted.printable(where + (shown.isEmpty() ? ": " : " " + shown + ": ") + message);
    }
}
