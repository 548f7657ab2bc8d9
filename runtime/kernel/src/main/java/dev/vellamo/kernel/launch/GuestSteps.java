package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.guest.GuestPlace;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The guests of one config, by name. */
final class GuestSteps {

    private final Map<String, GuestStep> steps = new LinkedHashMap<>();

    /** @param isRestored whether the subcluster comes back from the store */
    GuestSteps(LaunchContext launch, ClusterConfig config, boolean isRestored) {
        config.guests().forEach((name, guest) -> {
            if (guest instanceof ProcessGuest process) {
                var tenants = config.vats().values().stream()
                        .filter(vat -> vat.placement().equals(name))
                        .toList();
                steps.put(
                        name,
                        isRestored
                                ? GuestStep.restoring(launch, name, process, tenants)
                                : GuestStep.launching(launch, name, process, tenants));
            }
        });
    }

    List<GuestStep> all() {
        return List.copyOf(steps.values());
    }

    /** Where a vat runs, or {@code null} if that is the kernel's own JVM. */
    @Nullable
    GuestPlace of(VatConfig vat) {
        if (vat.placement().equals(VatConfig.LOCAL)) {
            return null;
        }
        var step = steps.get(vat.placement());
        if (step == null) {
            throw new IllegalStateException("no guest \"" + vat.placement() + "\" was started for a vat");
        }
        return step;
    }
}
