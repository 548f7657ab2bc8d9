package dev.vellamo.vm.process;

import dev.vellamo.vm.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The private directory of one guest, 0700, below the kernel's runtime directory.
 *
 * <pre>
 *   g-BOOT-PID-START-RANDOM/   BOOT, PID and START say which kernel made it
 *     record                   which processes are the guest's; the guest cannot reach it
 *     control-group            the path of its control group, if it has one; likewise
 *     files/                   the guest's own: it starts there and may write there
 * </pre>
 *
 * <p>Who made it is in the name, as a name appears whole: there is no moment at which a living kernel's directory could
 * be taken for a dead one's.
 */
record GuestDirectory(Path runtimeDirectory, String name) {

    /** The variable that every process of a guest gets: the name of its directory. */
    static final String MARK = "VELLAMO_GUEST";

    static final String PREFIX = "g-";
    /** Characters of the boot's id in a name; with pid and start time more than enough to tell boots apart. */
    static final int BOOT_CHARACTERS = 8;

    private static final int RANDOM_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** Makes one, and the runtime directory if it is missing. */
    static GuestDirectory create(Path runtimeDirectory) throws IOException {
        Files.createDirectories(runtimeDirectory, privately());
        var permissions = Files.getPosixFilePermissions(runtimeDirectory);
        if (!PRIVATE.containsAll(permissions)) {
            throw new IOException("runtime directory " + runtimeDirectory + " is open to others ("
                    + PosixFilePermissions.toString(permissions) + "); make it 0700");
        }
        var directory = new GuestDirectory(runtimeDirectory.toRealPath(), newName());
        Files.createDirectory(directory.path(), privately());
        Files.createDirectory(directory.files(), privately());
        return directory;
    }

    private static FileAttribute<Set<PosixFilePermission>> privately() {
        return PosixFilePermissions.asFileAttribute(PRIVATE);
    }

    private static String newName() throws IOException {
        var kernel = ProcessIdentity.ofThisProcess();
        var random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + kernel.boot().substring(0, BOOT_CHARACTERS) + "-" + kernel.pid() + "-" + kernel.startTicks()
                + "-" + HexFormat.of().formatHex(random);
    }

    Path path() {
        return runtimeDirectory.resolve(name);
    }

    Path files() {
        return path().resolve("files");
    }

    Path record() {
        return path().resolve("record");
    }

    Path controlGroup() {
        return path().resolve("control-group");
    }

    void remove() throws IOException {
        DirectoryRemoval.remove(path());
    }
}
