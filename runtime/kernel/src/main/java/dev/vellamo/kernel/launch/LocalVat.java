package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.run.RunningVat;
import dev.vellamo.protocol.config.Powers;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.engine.Power;
import dev.vellamo.vat.engine.VatEngine;
import dev.vellamo.vat.engine.VatHost;
import dev.vellamo.vat.engine.VatSpec;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A vat whose engine is in the kernel's own JVM. */
record LocalVat(VatEngine engine) implements RunningVat {

    private static final RandomGenerator RANDOM = new SecureRandom();

    static RunningVat.Loader loader(String name, String id, VatConfig config, KernelSettings settings) {
        var spec = new VatSpec(name, id, config.code(), config.parameters(), powers(config.powers()));
        return wake -> new LocalVat(VatEngine.build(spec, new Host(settings, wake)));
    }

    @Override
    public CrankResult start(VatState state) {
        return engine.start(state);
    }

    @Override
    public CrankResult deliver(Delivery delivery) {
        return engine.deliver(delivery);
    }

    @Override
    public void close() {
        engine.close();
    }

    private static Set<Power> powers(Powers granted) {
        var powers = EnumSet.noneOf(Power.class);
        if (granted.clock()) {
            powers.add(Power.CLOCK);
        }
        if (granted.random()) {
            powers.add(Power.RANDOM);
        }
        if (granted.timers()) {
            powers.add(Power.TIMERS);
        }
        return powers;
    }

    private record Host(KernelSettings settings, Runnable waker) implements VatHost {
        @Override
        public Clock clock() {
            return settings.clock();
        }

        @Override
        public RandomGenerator random() {
            return RANDOM;
        }

        @Override
        public ClassLoader codeParent() {
            return settings.classLoader();
        }

        @Override
        public void wake() {
            waker.run();
        }
    }
}
