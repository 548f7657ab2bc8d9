package dev.vellamo.cli;

import dev.vellamo.cli.LaunchOutline.TouchedPath;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.VatCode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What would make the launch of a valid config fail, as far as looking shows: nothing is opened, only looked at. */
final class Obstacles {

    private final List<ConfigProblem> found = new ArrayList<>();

    private Obstacles() {}

    static List<ConfigProblem> of(ClusterConfig config, LaunchOutline outline) {
        var obstacles = new Obstacles();
        for (int index = 0; index < config.services().size(); index++) {
            obstacles.add(
                    "/services/" + index,
                    "kernel service \"" + config.services().get(index)
                            + "\" is not registered: vellamo run registers none, an embedder can");
        }
        outline.paths().forEach(obstacles::check);
        config.guests().forEach((name, guest) -> {
            if (guest instanceof ProcessGuest process && !process.command().isEmpty()) {
                obstacles.checkProgram(
                        "/guests/" + name + "/command/0", process.command().get(0));
            }
        });
        obstacles.checkCompiler(config);
        return List.copyOf(obstacles.found);
    }

    private void check(TouchedPath path) {
        switch (path.access()) {
            case READ -> checkReadable(path);
            case READ_BELOW -> checkThere(path);
            case WRITE_BELOW -> checkWritable(path);
            case CREATE -> checkSocket(path);
            case APPEND -> checkAppendable(path);
            case CREATE_FOR_A_GUEST -> checkRuntimeDirectory(path);
            case CREATE_FOR_A_MOMENT -> {}
        }
    }

    private void checkThere(TouchedPath read) {
        if (!Files.exists(read.path())) {
            add(read.part(), "there is no file or directory " + read.path());
        } else if (!Files.isReadable(read.path())) {
            add(read.part(), "permission denied to read " + read.path());
        }
    }

    private void checkWritable(TouchedPath granted) {
        if (!Files.isDirectory(granted.path())) {
            add(granted.part(), "there is no directory " + granted.path());
        } else if (!Files.isWritable(granted.path())) {
            add(granted.part(), "permission denied to write to directory " + granted.path());
        }
    }

    private void checkRuntimeDirectory(TouchedPath made) {
        var runtime = made.path().toAbsolutePath().getParent();
        var existing = runtime;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            add(
                    made.part(),
                    "guests have their files in " + runtime + ", and permission is denied to write to " + existing);
        }
    }

    private void checkProgram(String part, String program) {
        if (program.contains("/")) {
            var path = Path.of(program);
            if (!path.isAbsolute()) {
                add(part, program + " is neither an absolute path nor the name of a program on the PATH");
            } else if (!isProgram(path)) {
                add(part, "there is no program that can be started at " + program);
            }
        } else if (Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .noneMatch(place -> !place.isEmpty() && isProgram(Path.of(place, program)))) {
            add(part, "there is no program \"" + program + "\" on the PATH");
        }
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    private void checkReadable(TouchedPath read) {
        if (!Files.isRegularFile(read.path())) {
            add(read.part(), "there is no file " + read.path());
        } else if (!Files.isReadable(read.path())) {
            add(read.part(), "permission denied to read " + read.path());
        }
    }

    private void checkSocket(TouchedPath socket) {
        var path = socket.path();
        checkDirectory(socket);
        if (isNotASocket(path)) {
            add(socket.part(), path + " exists and is not a socket; it would not be replaced");
        }
    }

    private void checkAppendable(TouchedPath file) {
        var path = file.path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            checkDirectory(file);
        } else if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            add(file.part(), path + " exists and is not a regular file; nothing would be appended to it");
        } else if (!Files.isWritable(path)) {
            add(file.part(), "permission denied to write to " + path);
        }
    }

    private void checkDirectory(TouchedPath made) {
        var directory = made.path().toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            add(made.part(), "there is no directory " + directory);
        } else if (!Files.isWritable(directory)) {
            add(made.part(), "permission denied to write to directory " + directory);
        }
    }

    private static boolean isNotASocket(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isSymbolicLink(path);
    }

    private void checkCompiler(ClusterConfig config) {
        if (ModuleLayer.boot().findModule("jdk.compiler").isPresent()) {
            return;
        }
        config.vats().forEach((name, vat) -> {
            if (vat.code() instanceof VatCode.SourceCode) {
                add("/vats/" + name + "/source", "this Java has no compiler (module jdk.compiler): run with a JDK");
            }
        });
    }

    private void add(String pointer, String message) {
        found.add(ConfigProblem.at(pointer, message));
    }
}
