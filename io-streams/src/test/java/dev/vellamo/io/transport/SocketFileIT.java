package dev.vellamo.io.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Socket files of several processes and users. */
class SocketFileIT {

    private static final int ROUNDS = 100;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void ofProcessesThatRaceForStaleSocketsExactlyOneWinsEach() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            StaleSocket.at(directory.resolve("s" + round));
        }
        var rivals = new ArrayList<Process>();
        for (var count = 0; count < 2; count++) {
            rivals.add(rival(System.getProperty("java.class.path"), List.of()));
        }
        for (var rival : rivals) {
            assertThat(rival.inputReader().readLine()).isEqualTo("ready");
        }
        for (var rival : rivals) {
            rival.outputWriter().append('\n').flush();
        }
        var got = new ArrayList<String>();
        for (var rival : rivals) {
            got.addAll(linesUntilDone(rival));
        }

        assertThat(got.stream().filter(line -> line.startsWith("got")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROUNDS)
                        .mapToObj(round -> "got " + round)
                        .toList());
        for (var round = 0; round < ROUNDS; round++) {
            RawClient.connect(directory.resolve("s" + round)).close();
        }
        for (var rival : rivals) {
            end(rival);
        }
        assertThat(hiddenFiles()).isEmpty();
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsAPermissionProblem() throws Exception {
        var closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var failure = Files.isWritable(closed) ? asNobody(closed) : asThisUser(closed);

        assertThat(failure).isEqualTo(Code.PERMISSION_DENIED.name());
    }

    private String asThisUser(Path closed) {
        try {
            SocketFile.bind(closed.resolve("s"), BindOptions.PRIVATE, new JdkChannels());
            return "bound";
        } catch (TransportException failure) {
            return failure.code().name();
        }
    }

    /** The super-user may write anywhere, so another user has to try. */
    private String asNobody(Path closed) throws Exception {
        var classes = copyForOthers();
        ForeignClient.require("setpriv");
        var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        var child = rival(classes, nobody, closed);
        child.outputWriter().append('\n').flush();
        var lines = linesUntilDone(child);
        end(child);
        return lines.get(1);
    }

    private String copyForOthers() throws IOException, URISyntaxException {
        var classes = directory.resolve("classes");
        for (var type : List.of(SocketFile.class, BindRival.class)) {
            copyPackage(locationOf(type), classes);
        }
        var logging = Files.copy(locationOf(Logger.class), directory.resolve("logging.jar"));
        return classes + File.pathSeparator + logging;
    }

    private static void copyPackage(Path root, Path target) throws IOException {
        var directory = root.resolve(SocketFile.class.getPackageName().replace('.', '/'));
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                var copy = target.resolve(root.relativize(file).toString());
                Files.createDirectories(requireNonNull(copy.getParent()));
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private Process rival(String classPath, List<String> prefix) throws IOException {
        return rival(classPath, prefix, directory);
    }

    private Process rival(String classPath, List<String> prefix, Path where) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                JAVA, "-XX:-UsePerfData", "-cp", classPath, BindRival.class.getName(), where.toString(), "" + ROUNDS));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> linesUntilDone(Process process) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = process.inputReader().readLine();
                line != null && !line.equals("done");
                line = process.inputReader().readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static void end(Process process) throws IOException, InterruptedException {
        process.outputWriter().close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private List<Path> hiddenFiles() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
