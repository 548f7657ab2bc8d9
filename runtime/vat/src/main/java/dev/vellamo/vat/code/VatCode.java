package dev.vellamo.vat.code;

import java.nio.file.Path;
import java.util.Optional;

/** Where the code of a vat is. */
public sealed interface VatCode {

    /** A class that the loader given by the host finds; shared with whatever else uses that loader. */
    record ClassCode(String className) implements VatCode {}

    /**
     * A jar with class loader of its own. It is read whole at load, so the file may be replaced while the vat runs.
     *
     * @param entry the class; if empty, the jar's manifest names it by {@code Vellamo-Vat} or {@code Main-Class}
     */
    record JarCode(Path jar, Optional<String> entry) implements VatCode {}

    /** One Java source file, compiled in memory. Its public top-level class is the vat. */
    record SourceCode(Path file) implements VatCode {}
}
