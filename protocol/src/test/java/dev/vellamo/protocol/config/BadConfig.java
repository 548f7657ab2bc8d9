package dev.vellamo.protocol.config;

/**
 * A config with exactly one problem.
 *
 * @param schemaTells whether a JSON Schema can express the rule that is broken
 */
record BadConfig(String json, String pointer, String message, boolean schemaTells) {
    @Override
    public String toString() {
        return pointer + ": " + message;
    }
}
