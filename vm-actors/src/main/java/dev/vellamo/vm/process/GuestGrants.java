package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.SystemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All files that a guest may use: what every program needs, its own directory, its program, and what it was granted. */
final class GuestGrants {

    private GuestGrants() {}

    static List<FileGrant> of(GuestSpec spec, GuestDirectory directory) throws IOException, GuestLaunchException {
        var program = Path.of(spec.command().get(0));
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new GuestLaunchException("guest " + spec.name() + ": no program that can be started at " + program);
        }
        var grants = new ArrayList<>(SystemFiles.here(spec.rights().network()));
        grants.add(new FileGrant(program.toRealPath(), FileAccess.RUN));
        grants.add(new FileGrant(directory.files(), FileAccess.WRITE));
        if (spec.home().isPresent()) {
            grants.add(checked(spec.name(), new FileGrant(spec.home().get(), FileAccess.READ), directory));
        }
        for (var grant : spec.rights().files()) {
            grants.add(checked(spec.name(), grant, directory));
        }
        return grants;
    }

    private static FileGrant checked(String guest, FileGrant grant, GuestDirectory directory)
            throws IOException, GuestLaunchException {
        if (Files.notExists(grant.path())) {
            throw new GuestLaunchException("guest " + guest + " is granted " + grant.path() + ", which does not exist");
        }
        var real = grant.path().toRealPath();
        var runtimeDirectory = directory.runtimeDirectory();
        if (runtimeDirectory.startsWith(real) || real.startsWith(runtimeDirectory)) {
            throw new GuestLaunchException("guest " + guest + " is granted " + grant.path()
                    + ", which reaches into the kernel's runtime directory " + runtimeDirectory
                    + "; grant less, or keep that directory elsewhere");
        }
        return new FileGrant(real, grant.access());
    }
}
