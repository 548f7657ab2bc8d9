package dev.vellamo.vat.engine;

/** What a vat may use beyond its own values and refs. */
public enum Power {
    CLOCK,
    RANDOM,
    TIMERS,
    HTTP
}
