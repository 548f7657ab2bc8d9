package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.run.RunningVat;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.config.Powers;
import dev.vellamo.protocol.config.VatCodes;
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

    /** Loads it with this code: JSON, or empty text for that of the config. */
    static RunningVat.Loader loader(VatRecord vat, VatConfig config, String code, KernelSettings settings) {
        return wake -> new LocalVat(VatEngine.build(spec(vat, config, code), new Host(settings, wake)));
    }

    /** What it is to be, with this code: JSON, or empty text for that of the config. */
    static VatSpec spec(VatRecord vat, VatConfig config, String code) {
        var chosen = code.isEmpty() ? config.code() : VatCodes.fromJson(code);
        return new VatSpec(vat.name(), vat.id(), chosen, config.parameters(), powers(config.powers()));
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
