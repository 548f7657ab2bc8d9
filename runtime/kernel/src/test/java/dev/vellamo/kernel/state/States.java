package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Fault;
import java.util.function.BiConsumer;

/** Kernel states for tests. */
public final class States {

    private States() {}

    /** One that keeps nothing, at time 0. */
    public static KernelState ephemeral() {
        return ephemeral((method, fault) -> {});
    }

    public static KernelState ephemeral(BiConsumer<String, Fault> unheard) {
        return new KernelState(KernelState.Settings.of(unheard, () -> 0, false), Outbox.IMMEDIATE);
    }
}
