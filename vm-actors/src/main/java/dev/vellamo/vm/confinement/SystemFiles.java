package dev.vellamo.vm.confinement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files of the machine that every program needs, and no secrets: programs and libraries, a few devices, time zones,
 * certificates of authorities, figures of memory and processors.
 *
 * <p>{@code /proc/self} is not among them: a rule on it would grant what it means to the kernel's own thread, which is
 * the kernel's environment and descriptors; and all of {@code /proc} would show every command line of the machine.
 * JVM, Node, Python and shells start without it.
 */
public final class SystemFiles {

    private static final List<FileGrant> FOR_ALL = List.of(
            grant("/usr", FileAccess.RUN),
            grant("/bin", FileAccess.RUN),
            grant("/sbin", FileAccess.RUN),
            grant("/lib", FileAccess.RUN),
            grant("/lib64", FileAccess.RUN),
            grant("/etc/ld.so.cache", FileAccess.READ),
            grant("/etc/localtime", FileAccess.READ),
            grant("/etc/ssl/certs", FileAccess.READ),
            grant("/etc/ssl/openssl.cnf", FileAccess.READ),
            grant("/etc/ca-certificates", FileAccess.READ),
            grant("/dev/null", FileAccess.WRITE),
            grant("/dev/zero", FileAccess.READ),
            grant("/dev/random", FileAccess.READ),
            grant("/dev/urandom", FileAccess.READ),
            grant("/proc/cpuinfo", FileAccess.READ),
            grant("/proc/meminfo", FileAccess.READ),
            grant("/proc/stat", FileAccess.READ),
            grant("/sys/devices/system/cpu", FileAccess.READ));

    private static final List<FileGrant> FOR_NETWORK = List.of(
            grant("/etc/resolv.conf", FileAccess.READ),
            grant("/etc/hosts", FileAccess.READ),
            grant("/etc/host.conf", FileAccess.READ),
            grant("/etc/nsswitch.conf", FileAccess.READ),
            grant("/etc/gai.conf", FileAccess.READ),
            grant("/etc/services", FileAccess.READ),
            grant("/etc/protocols", FileAccess.READ));

    private SystemFiles() {}

    /** Those that this machine has. */
    public static List<FileGrant> here(boolean network) {
        return Stream.concat(FOR_ALL.stream(), network ? FOR_NETWORK.stream() : Stream.of())
                .filter(each -> Files.exists(each.path()))
                .toList();
    }

    /** A Java installation: its directory, and the directories that links in it lead to, as distributions do it. */
    public static List<FileGrant> javaInstallation(Path home) throws IOException {
        Set<FileGrant> grants = new LinkedHashSet<>();
        var installation = home.toRealPath();
        grants.add(new FileGrant(installation, FileAccess.RUN));
        try (var files = Files.walk(installation)) {
            for (var link : (Iterable<Path>) files.filter(Files::isSymbolicLink)::iterator) {
                if (Files.exists(link) && !link.toRealPath().startsWith(installation)) {
                    grants.add(new FileGrant(link.toRealPath(), FileAccess.READ));
                }
            }
        }
        return List.copyOf(grants);
    }

    private static FileGrant grant(String path, FileAccess access) {
        return new FileGrant(Path.of(path), access);
    }
}
