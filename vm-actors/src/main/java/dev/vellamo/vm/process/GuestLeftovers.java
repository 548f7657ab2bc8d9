package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ControlGroup;
import dev.vellamo.vm.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Guests whose kernel died without ending them: found by their directories, killed, removed.
 *
 * <p>A process is a guest's if it is on the guest's record with its start time and boot, or was started with the random
 * name of the guest's directory in its environment. A pid alone says nothing: it may be somebody else's by now.
 */
public final class GuestLeftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The parts of a directory's name: prefix, boot, pid, start time, random part. */
    private static final int NAME_PARTS = 5;

    private GuestLeftovers() {}

    /**
     * Removes the leftovers in a runtime directory; guests of kernels that live are left alone. Blocks until the
     * processes are gone, at most 5 s for each guest.
     */
    public static List<Leftover> remove(Path runtimeDirectory) throws IOException {
        var leftovers = new ArrayList<Leftover>();
        if (Files.isDirectory(runtimeDirectory)) {
            try (var entries = Files.newDirectoryStream(runtimeDirectory, GuestDirectory.PREFIX + "*")) {
                for (var entry : entries) {
                    var directory = new GuestDirectory(
                            runtimeDirectory, entry.getFileName().toString());
                    if (isOrphan(directory.name())) {
                        leftovers.add(removed(directory));
                    }
                }
            }
        }
        return leftovers;
    }

    /** Whether a name is that of a guest's directory whose kernel is gone. */
    private static boolean isOrphan(String name) throws IOException {
        var parts = name.split("-", -1);
        var boot = ProcessIdentity.currentBoot();
        if (parts.length != NAME_PARTS) {
            return false;
        }
        try {
            var kernel = new ProcessIdentity(Integer.parseInt(parts[2]), Long.parseLong(parts[3]), boot);
            return !boot.startsWith(parts[1]) || kernel.living().isEmpty();
        } catch (NumberFormatException notOfAGuest) {
            return false;
        }
    }

    private static Leftover removed(GuestDirectory directory) {
        var processes = new MarkedProcesses(directory);
        var problems = new ArrayList<String>();
        try {
            for (var entry : recorded(directory, problems).entries()) {
                processes.killIf(
                        entry.process().pid(), () -> entry.process().living().isPresent());
            }
            processes.killAll(PATIENCE);
            removeControlGroup(directory);
            directory.remove();
        } catch (IOException failure) {
            problems.add(directory.path() + " could not be removed: " + Reason.of(failure));
        }
        return new Leftover(directory.name(), processes.killed(), problems);
    }

    /** Its name is that of the directory: nothing else is removed, whatever the file says. */
    private static void removeControlGroup(GuestDirectory directory) throws IOException {
        if (Files.exists(directory.controlGroup())) {
            var path = Path.of(Files.readString(directory.controlGroup()));
            if (!path.endsWith(directory.name())) {
                throw new IOException(directory.controlGroup() + " names " + path + ", which is not the guest's");
            }
            new ControlGroup(path).remove();
        }
    }

    /** A record that cannot be read names nobody; the marks are looked for all the same. */
    private static GuestRecord recorded(GuestDirectory directory, List<String> problems) {
        try {
            return GuestRecord.readFrom(directory.record());
        } catch (IOException unreadable) {
            problems.add(Reason.of(unreadable));
            return GuestRecord.EMPTY;
        }
    }
}
