package dev.vellamo.kernel;

import dev.vellamo.placement.Placement;
import org.apache.pekko.actor.typed.ActorSystem;

/** The kernels of tests: what they launch runs where {@link Placement#current} says. */
final class Kernels {

    private Kernels() {}

    static Kernel start() {
        return start(KernelSettings.builder().build());
    }

    static Kernel start(KernelSettings settings) {
        return Placement.over(Kernel.class, Kernel.start(settings));
    }

    static Kernel startIn(ActorSystem<?> system, KernelSettings settings) {
        return Placement.over(Kernel.class, Kernel.startIn(system, settings));
    }
}
