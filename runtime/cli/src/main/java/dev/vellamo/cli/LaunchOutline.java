package dev.vellamo.cli;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a launch of a config would do, without a kernel: the steps in their order, the supervision tree as it will be, and the
 * paths that would be touched.
 */
record LaunchOutline(String name, List<Step> steps, Branch tree, List<TouchedPath> paths) {

    /**
     * One step.
     *
     * @param name as the kernel calls it
     * @param acquires what it does, for people
     */
    record Step(String name, String acquires) {}

    /**
     * One place in the supervision tree.
     *
     * @param part what the config calls it; empty where the name says it
     */
    record Branch(String name, String part, List<Branch> children) {
        static Branch of(String name, List<Branch> children) {
            return new Branch(name, "", children);
        }
    }

    /** What happens to a path. */
    enum Access {
        READ,
        /** Made, and removed at the end. */
        CREATE,
        /** Made if it is not there; it stays. */
        APPEND,
        /** Made and removed while a socket is bound. */
        CREATE_FOR_A_MOMENT
    }

    /**
     * A path that a launch touches.
     *
     * @param mode the permission bits it is made with, in octal; empty for what is only read
     * @param part JSON pointer of the part of the config that names it; empty for the config itself
     */
    record TouchedPath(Access access, String mode, Path path, String part) {}

    static LaunchOutline of(Path file, ClusterConfig config) {
        return new LaunchOutline(
                config.name().orElse(file.toString()), steps(config), tree(config), paths(file, config));
    }

    private static List<Step> steps(ClusterConfig config) {
        var steps = new ArrayList<Step>();
        if (!config.services().isEmpty()) {
            steps.add(new Step("services", "references to " + String.join(", ", config.services())));
        }
        config.io().forEach((name, io) -> steps.add(new Step("io " + name, opening(io))));
        config.vats().forEach((name, vat) -> steps.add(new Step("vat " + name, starting(vat))));
        steps.add(new Step(
                "bootstrap of vat " + config.bootstrap(), "calls bootstrap(vats, services) and awaits its answer"));
        return List.copyOf(steps);
    }

    private static String opening(IoConfig io) {
        var units = word(io.direction()) + ", " + word(io.unit());
        var clients = units + ", clients: " + word(io.clients());
        return switch (io.type()) {
            case SOCKET -> "listens on " + path(io) + " (" + clients + ")";
            case LISTEN -> "listens on " + address(io) + " (" + clients + ")";
            case NETWORK -> "connects to " + address(io) + " (" + units + ")";
            case FILE ->
                (io.direction() == IoConfig.Direction.IN ? "follows " : "appends to ") + path(io) + " (" + units + ")";
            case CONSOLE -> "uses the console (" + units + ")";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String starting(VatConfig vat) {
        if (vat.code() instanceof VatCode.SourceCode code) {
            return "compiles " + code.source() + ", starts the vat";
        }
        if (vat.code() instanceof VatCode.JarCode code) {
            return "opens " + code.jar() + ", starts the vat";
        }
        return "starts a vat of class " + ((VatCode.ClassCode) vat.code()).className();
    }

    private static Branch tree(ClusterConfig config) {
        var parts = new ArrayList<Branch>();
        config.io().keySet().forEach(name -> parts.add(Branch.of("io:" + name, List.of())));
        int number = 1;
        for (var name : config.vats().keySet()) {
            parts.add(new Branch("vat:v" + number, name, List.of()));
            number++;
        }
        var subcluster = Branch.of("s1", List.copyOf(parts));
        return Branch.of("vellamo", List.of(Branch.of("subclusters", List.of(subcluster))));
    }

    private static List<TouchedPath> paths(Path file, ClusterConfig config) {
        var paths = new ArrayList<TouchedPath>();
        paths.add(new TouchedPath(Access.READ, "", file.toAbsolutePath().normalize(), ""));
        config.io().forEach((name, io) -> addPaths("/io/" + name + "/path", io, paths));
        config.vats().forEach((name, vat) -> {
            if (vat.code() instanceof VatCode.SourceCode code) {
                paths.add(new TouchedPath(Access.READ, "", code.source(), "/vats/" + name + "/source"));
            } else if (vat.code() instanceof VatCode.JarCode code) {
                paths.add(new TouchedPath(Access.READ, "", code.jar(), "/vats/" + name + "/jar"));
            }
        });
        return List.copyOf(paths);
    }

    private static void addPaths(String part, IoConfig io, List<TouchedPath> paths) {
        if (io.type() == IoConfig.Type.SOCKET) {
            var socket = path(io);
            paths.add(new TouchedPath(Access.CREATE_FOR_A_MOMENT, "0700", socket.resolveSibling(".v????"), part));
            paths.add(new TouchedPath(Access.CREATE, io.mode().toString(), socket, part));
        } else if (io.type() == IoConfig.Type.FILE && io.direction() == IoConfig.Direction.IN) {
            paths.add(new TouchedPath(Access.READ, "", path(io), part));
        } else if (io.type() == IoConfig.Type.FILE) {
            paths.add(new TouchedPath(Access.APPEND, "0600", path(io), part));
        }
    }

    private static Path path(IoConfig io) {
        return io.path().orElseThrow(() -> new IllegalArgumentException("a " + word(io.type()) + " without a path"));
    }

    private static String address(IoConfig io) {
        return io.address()
                .orElseThrow(() -> new IllegalArgumentException("a " + word(io.type()) + " without an address"));
    }
}
