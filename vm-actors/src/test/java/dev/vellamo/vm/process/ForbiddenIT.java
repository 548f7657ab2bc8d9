package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.confinement.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails inside a guest: one guest tries it all, and each attempt is looked at. */
@Timeout(60)
class ForbiddenIT {

    @TempDir
    static Path outside;

    private static Path secret;
    private static GuestRun run;
    private static Map<String, String> attempts;

    @BeforeAll
    static void letAGuestTry() throws Exception {
        Requirement.program(Requirement.PYTHON);
        secret = Files.writeString(outside.resolve("secret"), "unchanged");
        var script = outside.resolve("forbidden.py");
        try (var source = ForbiddenIT.class.getResourceAsStream("/forbidden.py")) {
            Files.write(script, source.readAllBytes());
        }
        var kernel = Long.toString(ProcessHandle.current().pid());
        var command = List.of(
                Requirement.PYTHON, "-c", Files.readString(script), secret.toString(), outside.toString(), kernel);
        run = GuestRun.of(GuestSpec.of("python", command), outside.resolve("run"));
        Requirement.inForce(run.guest(), Set.of(Protection.values()));
        attempts = run.said().stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    @Test
    void triesEverything() {
        assertThat(run.printed()).isEmpty();
        assertThat(attempts).hasSize(61);
    }

    @ParameterizedTest
    @CsvSource({"write-own", "read-own", "rename-own", "remove-own", "fork", "socketpair", "signal-own"})
    void letsAGuestDoWhatIsItsOwn(String attempt) {
        assertThat(attempts).containsEntry(attempt, "done");
    }

    @ParameterizedTest
    @CsvSource({
        "read-file",
        "read-record",
        "list-runtime-directory",
        "read-kernel-memory",
        "read-kernel-environment",
        "read-own-proc",
        "write-file",
        "append-file",
        "truncate-file",
        "create-file",
        "create-directory",
        "create-link",
        "remove-file",
        "make-device",
        "run-own-file"
    })
    void keepsAGuestFromFilesThatWereNotGranted(String attempt) {
        assertThat(attempts).containsEntry(attempt, "EACCES");
    }

    @ParameterizedTest
    @CsvSource({"move-file-in", "link-file-in"})
    void letsNoFileBeMovedToWhereItCouldBeRead(String attempt) {
        assertThat(attempts.get(attempt)).isIn("EACCES", "EXDEV");
    }

    @ParameterizedTest
    @CsvSource({"change-mode", "change-owner", "change-times", "change-attribute", "change-mode-of-open-file"})
    void keepsAGuestFromWhatIsKnownOfFiles(String attempt) {
        assertThat(attempts).containsEntry(attempt, "EPERM");
    }

    @ParameterizedTest
    @CsvSource({"socket-inet", "socket-inet6", "socket-unix", "socket-netlink", "socket-packet", "socket-vsock"})
    void opensNoSocket(String attempt) {
        assertThat(attempts).containsEntry(attempt, "EPERM");
    }

    @ParameterizedTest
    @CsvSource({
        "mount",
        "umount",
        "pivot-root",
        "chroot",
        "unshare",
        "setns",
        "clone-new-user",
        "ptrace",
        "read-other-memory",
        "bpf",
        "kexec",
        "load-module",
        "keyctl",
        "perf-event",
        "userfaultfd",
        "io-uring",
        "shared-memory"
    })
    void refusesCallsThatAVatNeverNeeds(String attempt) {
        assertThat(attempts).containsEntry(attempt, "EPERM");
    }

    @ParameterizedTest
    @CsvSource({"clone3", "newer-call"})
    void knowsNoCallThatItCannotLookInto(String attempt) {
        assertThat(attempts).containsEntry(attempt, "ENOSYS");
    }

    @ParameterizedTest
    @CsvSource({
        "signal-kernel",
        "signal-watchdog",
        "signal-init",
        "limit-kernel",
        "leave-session",
        "leave-group",
        "change-user"
    })
    void reachesNoOtherProcessAndKeepsItsPlace(String attempt) {
        assertThat(attempts).containsEntry(attempt, "EPERM");
    }

    @Test
    void leavesEverythingAsItWas() throws IOException {
        assertThat(secret).hasContent("unchanged");
        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(run.notReleased()).isEmpty();
        assertThat(outside.resolve("run")).isEmptyDirectory();
    }
}
