package dev.vellamo.benchmarks.streams;

/**
 * What two processes do for a measurement of rates.
 *
 * @param streams how many are open at once, on one connection
 */
record Load(Peer peer, int streams, Window window) {}
