package dev.vellamo.vat.engine;

import dev.vellamo.vat.Remotable;

/** A remotable that cannot be called, and cannot be seen from the class of a vat. */
final class BadRemotable implements Remotable {
    public void take(Thread thread) {}
}
