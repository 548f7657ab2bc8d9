package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.confinement.SystemFiles;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.ResourceLimit;
import dev.vellamo.vm.process.GuestSpec.Rights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a guest gets: files, network, environment, descriptors, limits. */
@Timeout(60)
class GrantedIT {

    @TempDir
    Path directory;

    private Path runtime;
    private Path data;

    @BeforeEach
    void makeDirectories() throws IOException {
        runtime = directory.resolve("run");
        data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("file"), "granted\n");
    }

    private GuestRun shell(Rights rights, String script) throws Exception {
        return GuestRun.of(
                GuestSpec.of("shell", List.of("/bin/sh", "-c", script)).withRights(rights), runtime);
    }

    private GuestRun python(GuestSpec spec, String script) throws Exception {
        Requirement.program(Requirement.PYTHON);
        return GuestRun.of(
                new GuestSpec(
                        "python",
                        List.of(Requirement.PYTHON, "-c", script),
                        spec.environment(),
                        spec.rights(),
                        spec.limits(),
                        spec.deadlines(),
                        spec.required(),
                        spec.home(),
                        spec.confined()),
                runtime);
    }

    private static final GuestSpec PLAIN = GuestSpec.of("plain", List.of("/bin/true"));

    @Nested
    class OfFiles {
        @Test
        void startsInADirectoryThatIsNotItsOwnAndOnlyReadsIt() throws Exception {
            var script = "pwd; cat file; echo own > $TMPDIR/mine; cat $TMPDIR/mine; echo x > file";
            var run = GuestRun.of(
                    GuestSpec.of("shell", List.of("/bin/sh", "-c", script)).in(data), runtime);
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.said()).containsExactly(data.toRealPath().toString(), "granted", "own");
            assertThat(run.printed()).singleElement().asString().contains("Permission denied");
        }

        @Test
        void readsWhatIsGrantedForReadingAndCannotWriteThere() throws Exception {
            var run = shell(
                    new Rights(List.of(new FileGrant(data, FileAccess.READ)), false),
                    "cat " + data + "/file; echo x > " + data + "/file; cp /bin/true " + data + "/t");
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.said()).containsExactly("granted");
            assertThat(run.printed()).hasSize(2).allMatch(line -> line.contains("Permission denied"));
            assertThat(data.resolve("file")).hasContent("granted");
        }

        @Test
        void writesWhereThatIsGrantedButStartsNothingThere() throws Exception {
            Files.createDirectory(data.resolve("below"));
            var program = Files.copy(Path.of("/bin/true"), data.resolve("program"));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            var run = shell(
                    new Rights(List.of(new FileGrant(data, FileAccess.WRITE)), false),
                    "cd " + data + "; echo new > new; mv new below/moved; rm file; ./program || echo refused");
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.said()).containsExactly("refused");
            assertThat(data.resolve("below/moved")).hasContent("new");
            assertThat(data.resolve("file")).doesNotExist();
        }

        @ParameterizedTest
        @EnumSource
        void reachesNothingBesideWhatIsGranted(FileAccess access) throws Exception {
            var secret = Files.writeString(directory.resolve("secret"), "secret\n");
            var beside = Files.createDirectory(directory.resolve("data2"));
            Files.writeString(beside.resolve("file"), "secret\n");
            Files.createSymbolicLink(data.resolve("link"), secret);
            Files.createSymbolicLink(data.resolve("away"), beside);
            Files.createDirectory(data.resolve("below"));
            var attempts = List.of(
                    "cat secret",
                    "cat data/link",
                    "cat data/away/file",
                    "cat data/../secret",
                    "cat data/below/../../data2/file",
                    "ls .",
                    "ls data2",
                    "echo x > secret",
                    "echo x > new",
                    "echo x > data/away/new",
                    "mv secret data/stolen",
                    "ln secret data/stolen",
                    "mv data/file data2/moved",
                    "ln data/file data2/linked",
                    "mkdir data2/made",
                    "rm data2/file");
            var script = new StringBuilder("cd " + directory + "; cat data/file;");
            attempts.forEach(each -> script.append("( " + each + " ) 2>&1 && echo 'DONE: " + each + "';"));
            var run = shell(new Rights(List.of(new FileGrant(data, access)), false), script.toString());
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.said()).startsWith("granted").noneMatch(line -> line.startsWith("DONE"));
            assertThat(run.said()).noneMatch(line -> line.equals("secret"));
            assertThat(secret).hasContent("secret");
            assertThat(beside).isDirectoryContaining(path -> path.endsWith("file"));
            try (var left = Files.list(beside)) {
                assertThat(left).hasSize(1);
            }
        }

        @Test
        void reachesNothingBesideASingleFile() throws Exception {
            var other = Files.writeString(data.resolve("other"), "secret\n");
            var run = shell(
                    new Rights(List.of(new FileGrant(data.resolve("file"), FileAccess.WRITE)), false),
                    "cd " + data + "; cat file; echo new > file; cat other; echo x > other; rm file; ls");
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.said()).containsExactly("granted");
            assertThat(run.printed()).hasSize(4).allMatch(line -> line.contains("Permission denied"));
            assertThat(data.resolve("file")).hasContent("new");
            assertThat(other).hasContent("secret");
        }

        @Test
        void isRefusedAGrantThatReachesTheRuntimeDirectory() {
            for (var path : List.of(directory, runtime)) {
                assertThatThrownBy(() -> {
                            Files.createDirectories(path);
                            shell(new Rights(List.of(new FileGrant(path, FileAccess.READ)), false), "true");
                        })
                        .hasMessageContaining("runtime directory");
            }
        }

        @Test
        void isRefusedAGrantOfNothing() {
            var missing = new FileGrant(directory.resolve("missing"), FileAccess.READ);

            assertThatThrownBy(() -> shell(new Rights(List.of(missing), false), "true"))
                    .hasMessageContaining("missing, which does not exist");
        }

        @Test
        void isRefusedARuntimeDirectoryThatIsOpenToOthers() throws Exception {
            Files.createDirectory(runtime);
            Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));

            assertThatThrownBy(() -> shell(Rights.NONE, "true")).hasMessageContaining("make it 0700");
        }

        @Test
        void hasADirectoryThatIsItsOwnAndStartsThere() throws Exception {
            var run = shell(Rights.NONE, "pwd; ls -ld . | cut -c1-10; ls -a");

            assertThat(run.said()).containsExactly(run.guest().files().toString(), "drwx------", ".", "..");
        }
    }

    @Nested
    class OfTheNetwork {
        @Test
        void opensInternetSocketsAndNoOthers() throws Exception {
            var run = python(PLAIN.withRights(new Rights(List.of(), true)), """
                    import socket
                    server = socket.create_server(('127.0.0.1', 0))
                    socket.create_connection(server.getsockname())
                    socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    print('connected')
                    for family in range(0, 64):
                        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                            try:
                                socket.socket(family, kind)
                                print(socket.AddressFamily(family).name, socket.SocketKind(kind).name)
                            except PermissionError:
                                pass
                            except OSError as error:
                                print(family, error) if family not in (2, 10) else None
                    """);
            Requirement.inForce(run.guest(), Set.of(Protection.SYSTEM_CALLS));

            assertThat(run.said())
                    .startsWith("connected", "AF_INET SOCK_STREAM", "AF_INET SOCK_DGRAM")
                    .isSubsetOf(
                            "connected",
                            "AF_INET SOCK_STREAM",
                            "AF_INET SOCK_DGRAM",
                            "AF_INET6 SOCK_STREAM",
                            "AF_INET6 SOCK_DGRAM");
        }
    }

    @Nested
    class OfTheProcess {
        @Test
        void hasNoVariableButItsOwnTheMarkAndItsDirectory() throws Exception {
            var run = GuestRun.of(
                    GuestSpec.of("env", List.of("/usr/bin/env")).withEnvironment(Map.of("COLOUR", "deep blue")),
                    runtime);

            assertThat(run.said())
                    .filteredOn(line -> !line.startsWith("_="))
                    .hasSize(3)
                    .contains("COLOUR=deep blue")
                    .anyMatch(line -> line.startsWith("TMPDIR=" + runtime) && line.endsWith("/files"))
                    .anyMatch(line -> line.startsWith("VELLAMO_GUEST=g-"));
        }

        @Test
        void inheritsNoDescriptor() throws Exception {
            var run = python(PLAIN, """
                    import os
                    for number in range(0, 1024):
                        try:
                            os.fstat(number)
                            print(number)
                        except OSError:
                            pass
                    """);

            assertThat(run.said()).containsExactly("0", "1", "2");
        }

        @Test
        void hasNoSignalBlockedOrIgnored() throws Exception {
            var run = python(PLAIN, """
                    import signal
                    print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
                    print([s.name for s in signal.valid_signals() if signal.getsignal(s) == signal.SIG_IGN])
                    """);

            // Python itself ignores these two.
            assertThat(run.said()).containsExactly("set()", "['SIGPIPE', 'SIGXFSZ']");
        }

        @Test
        void hasItsExitCodePassedOn() throws Exception {
            assertThat(GuestRun.ofShell("exit 42", runtime).exit()).isEqualTo(new ChildExit.Code(42));
            assertThat(GuestRun.ofShell("kill -SEGV $$", runtime).exit()).isEqualTo(new ChildExit.Signalled(11));
        }
    }

    @Nested
    class OfResources {
        @Test
        void opensNoMoreFilesThanItsLimit() throws Exception {
            var run = python(
                    PLAIN.withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.OPEN_FILES, 32L))), """
                    import os
                    try:
                        for number in range(0, 1000):
                            os.dup(0)
                    except OSError as error:
                        print(error.strerror)
                    """);

            assertThat(run.said()).containsExactly("Too many open files");
        }

        @Test
        void takesNoMoreMemoryThanItsLimit() throws Exception {
            var run = python(
                    PLAIN.withLimits(
                            GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.MEMORY_BYTES, 128L << 20))),
                    """
                    try:
                        bytearray(512 << 20)
                    except MemoryError:
                        print('refused')
                    """);

            assertThat(run.said()).containsExactly("refused");
        }

        @Test
        void writesNoLargerFileThanItsLimit() throws Exception {
            var run = python(
                    PLAIN.withLimits(GuestLimits.DEFAULT.withEachProcess(Map.of(ResourceLimit.FILE_BYTES, 4096L))),
                    """
                    try:
                        open('large', 'wb').write(bytes(1 << 20))
                    except OSError as error:
                        print(error.strerror)
                    """);

            assertThat(run.said()).containsExactly("File too large");
        }

        @Test
        void writesNoCoreFile() throws Exception {
            assertThat(GuestRun.ofShell("ulimit -Hc", runtime).said()).containsExactly("0");
        }
    }

    @Nested
    class AsAJavaVirtualMachine {
        @Test
        void confinesEveryThread() throws Exception {
            var java = Path.of(System.getProperty("java.home"));
            var grants = new ArrayList<>(SystemFiles.javaInstallation(java));
            var classes = Path.of(ThreadsThatRead.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            grants.add(new FileGrant(classes, FileAccess.READ));
            var secret = data.resolve("file").toString();
            var run = GuestRun.of(
                    GuestSpec.of(
                                    "java",
                                    List.of(
                                            java + "/bin/java",
                                            "-XX:TieredStopAtLevel=1",
                                            "-XX:-UsePerfData",
                                            "-cp",
                                            classes.toString(),
                                            ThreadsThatRead.class.getName(),
                                            secret))
                            .withRights(new Rights(grants, false)),
                    runtime);
            Requirement.inForce(run.guest(), Set.of(Protection.FILES));

            assertThat(run.printed()).isEmpty();
            assertThat(run.said())
                    .containsExactly(
                            "main: AccessDeniedException",
                            "other: AccessDeniedException",
                            "cleaner: AccessDeniedException",
                            "child: AccessDeniedException");
        }
    }
}
