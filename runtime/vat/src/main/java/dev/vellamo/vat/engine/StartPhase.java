package dev.vellamo.vat.engine;

/** What a vat is doing of its start. */
enum StartPhase {
    UPGRADE,
    ROOT,
    OVER
}
