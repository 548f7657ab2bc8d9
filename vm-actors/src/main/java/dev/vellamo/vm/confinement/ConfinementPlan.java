package dev.vellamo.vm.confinement;

import java.nio.file.Path;
import java.util.List;

/**
 * How a guest is to be confined.
 *
 * @param files what it may use; nothing else
 * @param neverGranted a file below no grant that exists, and that the kernel's user can read: opening it is tried, to
 *     see whether the guest is kept from it
 */
public record ConfinementPlan(List<FileGrant> files, CallPolicy calls, Path neverGranted) {
    public ConfinementPlan {
        files = List.copyOf(files);
    }
}
