package dev.vellamo.vat.engine;

/** What the kernel says of an export. */
enum Reach {
    /** It does not know the slot: never named to it, or retired. */
    UNKNOWN,
    /** It knows the slot, and nobody outside reaches the object. */
    DROPPED,
    /** Somebody outside may reach the object. */
    REACHED
}
