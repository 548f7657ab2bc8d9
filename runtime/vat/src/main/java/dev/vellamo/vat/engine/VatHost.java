package dev.vellamo.vat.engine;

import java.time.Clock;
import java.util.random.RandomGenerator;

/** What an engine needs of the place where it runs. */
public interface VatHost {

    Clock clock();

    RandomGenerator random();

    /** Finds the classes that are not a vat's own. */
    ClassLoader codeParent();

    /** Asks for a {@code Delivery.Wake} soon. Called on any thread; does not block. */
    void wake();
}
