package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.config.VatCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/** A host whose clock stands still. */
final class TestHost implements VatHost {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** One permit for each wake that was asked for. */
    final Semaphore wakes = new Semaphore(0);

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Override
    public RandomGenerator random() {
        return new Random(1);
    }

    @Override
    public ClassLoader codeParent() {
        return TestHost.class.getClassLoader();
    }

    @Override
    public void wake() {
        wakes.release();
    }

    static VatSpec spec(String name, Class<?> vat) {
        return new VatSpec(
                name,
                "v-" + name,
                new VatCode.ClassCode(vat.getName()),
                JsonNodeFactory.instance.objectNode().put("greeting", "hello").put("times", 2),
                Set.of(Power.values()));
    }

    static TestEngine engine(String name, Class<?> vat) {
        return TestEngine.build(spec(name, vat), new TestHost());
    }
}
