package dev.vellamo.protocol.wire;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spoiled bytes at random, for a second each, or as long as told:
 *
 * <pre>mvn -pl protocol test -Dtest=DecoderFuzzTest -Dvellamo.fuzz.seconds=14400</pre>
 *
 * <p>The seed that failed is in the message; {@code -Dvellamo.fuzz.seed} begins there.
 */
class DecoderFuzzTest {
    private static final long SECONDS = Long.getLong("vellamo.fuzz.seconds", 1);

    @ParameterizedTest
    @EnumSource
    void noBytesThrowOrLeaveAnythingOpen(Codec codec) {
        long begin = System.nanoTime();
        long seed = Long.getLong("vellamo.fuzz.seed", begin);
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(SECONDS)) {
            try {
                HostileBytes.feed(codec, seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("fails with -Dvellamo.fuzz.seed=" + seed, e);
            }
            seed++;
        }
    }
}
