package dev.vellamo.kernel.state;

import java.util.List;
import java.util.SplittableRandom;

/** The same choices for the same seed. */
final class Choices {

    private final SplittableRandom random;

    Choices(long seed) {
        this.random = new SplittableRandom(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T of(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
