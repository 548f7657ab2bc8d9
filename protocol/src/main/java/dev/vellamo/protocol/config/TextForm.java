package dev.vellamo.protocol.config;

import java.util.regex.Pattern;

/**
 * What a string of the config must look like. The patterns mean the same in Java and in ECMAScript,
 * and none repeats a group: Java would recurse once for each repetition.
 */
enum TextForm {
    ANY("", "any text"),
    NAME(
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
            "a name: 1 to 64 letters, digits, \"_\", \".\" or \"-\", the first a letter or digit"),
    CLASS_NAME(
            "(?!.*\\.([.\\p{N}]|$))[\\p{L}_$][\\p{L}\\p{N}_$.]*", "the name of a class such as \"com.example.Main\""),
    ENVIRONMENT_NAME("[^=\\u0000]{1,255}", "the name of an environment variable: 1 to 255 characters without \"=\""),
    ADDRESS(
            "([^:\\s\\[\\]]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}",
            "host and port such as \"localhost:7000\" or \"[::1]:7000\"");

    private final Pattern pattern;
    private final String expected;

    TextForm(String regex, String expected) {
        this.pattern = Pattern.compile(regex);
        this.expected = expected;
    }

    boolean fits(String text) {
        return this == ANY || pattern.matcher(text).matches();
    }

    /** The whole string must match it. */
    String regex() {
        return pattern.pattern();
    }

    /** For messages: what was expected. */
    String expected() {
        return expected;
    }
}
