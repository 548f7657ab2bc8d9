package dev.vellamo.examples;

import dev.vellamo.daemon.run.Main;
import dev.vellamo.testkit.ForeignProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A copy of one example in a tree like that of the checkout, where a user types commands. Its {@code runtime/bin/vellamo}
 * starts what these tests were compiled with, as the launcher would, and builds nothing.
 */
record UserTree(Path root, String example) {

    private static final int FIRST_TO_WARN = 24;

    private static final String LAUNCHER = """
            #!/bin/sh
            exec env --default-signal=INT,TERM,HUP '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData %s \\
                -cp '%s' %s "$@"
            """;

    static UserTree of(Path root, String example) throws IOException {
        var tree = new UserTree(root, example);
        Files.createDirectories(tree.folder());
        for (var file : tree.originals()) {
            Files.copy(file, tree.folder().resolve(file.getFileName()));
        }
        var launcher = Files.createDirectories(root.resolve("runtime/bin")).resolve("vellamo");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Files.writeString(launcher, LAUNCHER.formatted(java, access(), classPath, Main.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return tree;
    }

    /** Newer JVMs warn about what Pekko does, unless they are told. */
    private static String access() {
        return Runtime.version().feature() < FIRST_TO_WARN
                ? ""
                : "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    }

    Path folder() {
        return root.resolve("runtime/examples").resolve(example);
    }

    private List<Path> originals() throws IOException {
        try (var files = Files.list(Checkout.root().resolve("runtime/examples").resolve(example))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Whether there is nothing that was not copied. */
    boolean isUntouched() throws IOException {
        try (var files = Files.list(folder())) {
            return files.count() == originals().size();
        }
    }

    /** A user types this. */
    ForeignProgram type(String command) {
        return ForeignProgram.startIn(root, "bash", "-c", command);
    }

    /** A program that goes on running, in the place of the shell. */
    ForeignProgram start(String command) {
        return type("exec " + command);
    }

    /** What is written, with the folder as READMEs abbreviate it. */
    String abbreviated(String output) {
        return output.replace(folder().toString(), "...");
    }
}
