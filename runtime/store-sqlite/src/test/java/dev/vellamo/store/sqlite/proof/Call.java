package dev.vellamo.store.sqlite.proof;

/**
 * A deposit that the parent wants to be done once.
 *
 * @param key of the call, and the name of the operation
 */
record Call(String key, String bank, String method, long amount) {

    /** A line without spaces in its words. */
    String line() {
        return String.join(" ", key, bank, method, Long.toString(amount));
    }

    static Call parse(String line) {
        var words = line.split(" ", -1);
        return new Call(words[0], words[1], words[2], Long.parseLong(words[3]));
    }
}
