package dev.vellamo.kernel.store;

/**
 * How much room a store takes.
 *
 * @param dataBytes of its file
 * @param logBytes of what was written and is not in that file yet
 */
public record StoreSize(long dataBytes, long logBytes) {}
