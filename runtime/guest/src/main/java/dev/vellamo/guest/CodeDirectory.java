package dev.vellamo.guest;

import dev.vellamo.guest.frame.CodeFile;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.VatSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with the file that a vat is loaded from, for as long as that takes.
 *
 * @param original where its author has it
 */
record CodeDirectory(Path path, Path file, Path original) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CodeDirectory.class);

    /**
     * Writes a file below a directory of the guest's own.
     *
     * @throws VatException with code {@code IO_FAILED} if that is not possible; nothing stays then
     */
    static CodeDirectory write(VatSpec spec, CodeFile code, Path files) {
        Path made = null;
        try {
            made = Files.createTempDirectory(files.toAbsolutePath(), "code-");
            var file = made.resolve(code.name());
            try (var out = Files.newOutputStream(file)) {
                var content = code.content();
                out.write(content.array(), content.offset(), content.length());
            }
            return new CodeDirectory(made, file, pathOf(spec.code(), file));
        } catch (IOException | UncheckedIOException e) {
            if (made != null) {
                remove(made, made.resolve(code.name()));
            }
            throw new VatException(
                    ErrorCode.IO_FAILED,
                    "vat \"" + spec.name() + "\": its code cannot be written to " + files + " of its guest: " + e,
                    e);
        }
    }

    private static Path pathOf(VatCode code, Path fallback) {
        if (code instanceof VatCode.JarCode jar) {
            return jar.jar();
        }
        return code instanceof VatCode.SourceCode source ? source.source() : fallback;
    }

    /** The same vat with its code here. */
    VatSpec here(VatSpec spec) {
        VatCode code = spec.code();
        if (code instanceof VatCode.JarCode jar) {
            code = new VatCode.JarCode(file, jar.entry());
        } else if (code instanceof VatCode.SourceCode) {
            code = new VatCode.SourceCode(file);
        }
        return new VatSpec(spec.name(), spec.id(), code, spec.parameters(), spec.powers());
    }

    /** What went wrong, with the file named as its author knows it. */
    Fault renamed(Fault fault) {
        return new Fault(fault.code(), fault.type(), renamed(fault.message()), renamedCause(fault.cause()));
    }

    private @Nullable Fault renamedCause(@Nullable Fault cause) {
        return cause == null ? null : renamed(cause);
    }

    private String renamed(String message) {
        return message.replace(file.toString(), original.toString());
    }

    @Override
    public void close() {
        remove(path, file);
    }

    private static void remove(Path directory, Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.warn("the code of a vat stays in {}", directory, e);
        }
    }
}
