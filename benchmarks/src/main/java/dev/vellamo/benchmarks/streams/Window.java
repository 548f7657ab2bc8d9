package dev.vellamo.benchmarks.streams;

/** How much may be on its way to a reader of one stream. */
enum Window {
    DEFAULT("the usual window"),
    SMALL("a window of 64 KiB");

    static final int SMALL_BYTES = 64 << 10;

    private final String title;

    Window(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
