package dev.vellamo.cli;

import dev.vellamo.cli.LaunchOutline.Access;
import dev.vellamo.cli.LaunchOutline.TouchedPath;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ConfigProblem;
import dev.vellamo.protocol.config.VatCode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        for (var path : outline.paths()) {
            if (path.access() == Access.READ) {
                obstacles.checkReadable(path);
            } else if (path.access() == Access.CREATE) {
                obstacles.checkSocket(path);
            } else if (path.access() == Access.APPEND) {
                obstacles.checkAppendable(path);
            }
        }
        obstacles.checkCompiler(config);
        return List.copyOf(obstacles.found);
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
