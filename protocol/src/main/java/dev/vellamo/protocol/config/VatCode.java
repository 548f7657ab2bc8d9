package dev.vellamo.protocol.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where a vat's code comes from. */
public sealed interface VatCode {

    /** A class that is there already. */
    record ClassCode(
            @Key(
                    name = "class",
                    value = "The vat's class, on the class path.",
                    form = TextForm.CLASS_NAME,
                    max = Limits.MAX_CLASS_NAME_CHARS)
            String className)
            implements VatCode {}

    /**
     * A jar.
     *
     * @param entry the vat's class; empty: the jar's manifest names it
     */
    record JarCode(
            @Key("A jar with the vat's class and what it needs.")
            Path jar,

            @Key(
                    value = "The vat's class in the jar; default: what the jar's manifest names.",
                    form = TextForm.CLASS_NAME,
                    max = Limits.MAX_CLASS_NAME_CHARS)
            Optional<String> entry)
            implements VatCode {}

    /** Source code. */
    record SourceCode(
            @Key("One Java file with the vat's class, compiled at launch.")
            Path source) implements VatCode {}
}
