package dev.vellamo.cli;

import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.GuestConfig.ProcessGuest;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
     * @param place the guest that it runs in; empty where that is the kernel's own JVM
     */
    record Branch(String name, String part, String place, List<Branch> children) {
        static Branch of(String name, List<Branch> children) {
            return new Branch(name, "", "", children);
        }
    }

    /** What happens to a path. */
    enum Access {
        READ,
        /** A directory with all below it, or a file. */
        READ_BELOW,
        /** A directory with all below it; what was changed stays. */
        WRITE_BELOW,
        /** Made, and removed at the end. */
        CREATE,
        /** Made if it is not there; it stays. */
        APPEND,
        /** Made and removed while a socket is bound. */
        CREATE_FOR_A_MOMENT,
        /** A directory that is made, below one that is made if it is not there, and removed with the process of a guest. */
        CREATE_FOR_A_GUEST
    }

    /**
     * A path that a launch touches.
     *
     * @param mode the permission bits it is made with, in octal; empty for what is only read
     * @param part JSON pointer of the part of the config that names it; empty for the config itself
     */
    record TouchedPath(Access access, String mode, Path path, String part) {}

    /** @param runtimeDirectory where guests get their private directories */
    static LaunchOutline of(Path file, ClusterConfig config, Path runtimeDirectory) {
        var paths = new ArrayList<>(paths(file, config));
        config.guests().forEach((name, guest) -> addPaths("/guests/" + name, guest, runtimeDirectory, paths));
        config.vats()
                .forEach((name, vat) -> vat.powers()
                        .files()
                        .ifPresent(files -> paths.add(new TouchedPath(
                                Access.WRITE_BELOW, "", files.root(), "/vats/" + name + "/powers/files/root"))));
        return new LaunchOutline(
                config.name().orElse(file.toString()), steps(config), tree(config), List.copyOf(paths));
    }

    private static List<Step> steps(ClusterConfig config) {
        var steps = new ArrayList<Step>();
        if (!config.services().isEmpty()) {
            steps.add(new Step("services", "references to " + String.join(", ", config.services())));
        }
        config.io().forEach((name, io) -> steps.add(new Step("io " + name, opening(io))));
        config.guests()
                .forEach((name, guest) -> steps.add(new Step("guest " + name, starting(guest, tenants(name, config)))));
        config.vats().forEach((name, vat) -> steps.add(new Step("vat " + name, starting(vat) + where(vat))));
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

    private static List<String> tenants(String guest, ClusterConfig config) {
        return config.vats().entrySet().stream()
                .filter(vat -> vat.getValue().placement().equals(guest))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String starting(GuestConfig guest, List<String> tenants) {
        if (!(guest instanceof ProcessGuest process)) {
            return "boots a virtual machine";
        }
        var program = process.command().isEmpty()
                ? "a JVM for " + (tenants.isEmpty() ? "no vat" : "vats " + String.join(", ", tenants))
                : String.join(" ", process.command());
        var confinement = word(process.confinement()).replace('_', '-');
        return "starts a process, " + program + " (confinement " + confinement + ")";
    }

    private static String where(VatConfig vat) {
        return placeOf(vat).isEmpty() ? "" : " in guest " + placeOf(vat);
    }

    private static String placeOf(VatConfig vat) {
        return vat.placement().equals(VatConfig.LOCAL) ? "" : vat.placement();
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
        config.guests()
                .keySet()
                .forEach(name -> parts.add(Branch.of("guest:" + name, List.of(Branch.of("process-1", List.of())))));
        int number = 1;
        for (var vat : config.vats().entrySet()) {
            parts.add(new Branch("vat:v" + number, vat.getKey(), placeOf(vat.getValue()), List.of()));
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

    private static void addPaths(String part, GuestConfig guest, Path runtimeDirectory, List<TouchedPath> paths) {
        if (!(guest instanceof ProcessGuest process)) {
            return;
        }
        for (int index = 0; index < process.classPath().size(); index++) {
            var entry = process.classPath().get(index);
            paths.add(new TouchedPath(Access.READ_BELOW, "", entry, part + "/classPath/" + index));
        }
        process.directory()
                .ifPresent(home -> paths.add(new TouchedPath(Access.READ_BELOW, "", home, part + "/directory")));
        paths.add(new TouchedPath(Access.CREATE_FOR_A_GUEST, "0700", runtimeDirectory.resolve("g-????"), part));
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
