package dev.vellamo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of this checkout. Tests of a module run in its folder. */
final class Checkout {

    static final Path EXAMPLES = Path.of("").toAbsolutePath();
    static final Path ROOT = EXAMPLES.resolve("../..").normalize();

    private Checkout() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files with this ending that are sources, not built. */
    static List<Path> files(String ending) {
        try (var all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies an example's folder, so that its sockets do not get in anyone's way. */
    static Path copy(String example, Path to) throws IOException {
        try (var files = Files.list(EXAMPLES.resolve(example))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to.resolve(example + ".json");
    }
}
