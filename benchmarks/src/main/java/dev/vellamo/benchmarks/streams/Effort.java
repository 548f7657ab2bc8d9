package dev.vellamo.benchmarks.streams;

/** How long is measured. */
enum Effort {
    QUICK(1, 3_000, 500, 700, 2_000),
    FULL(5, 5_000, 1_000, 1_500, 3_000);

    /** How often everything is measured. What counts is the median, so a machine that is busy for a while spoils one only. */
    final int rounds;

    /** Before the first measurement of a process: its code is compiled. */
    final long startMillis;

    /** Before each other measurement. */
    final long warmUpMillis;

    final long measuredMillis;

    /** Of a thousand streams: each gets a thousandth, and its share of that is to be seen. */
    final long measuredManyMillis;

    Effort(int rounds, long startMillis, long warmUpMillis, long measuredMillis, long measuredManyMillis) {
        this.rounds = rounds;
        this.startMillis = startMillis;
        this.warmUpMillis = warmUpMillis;
        this.measuredMillis = measuredMillis;
        this.measuredManyMillis = measuredManyMillis;
    }

    long measuredMillis(int streams) {
        return streams > 100 ? measuredManyMillis : measuredMillis;
    }
}
