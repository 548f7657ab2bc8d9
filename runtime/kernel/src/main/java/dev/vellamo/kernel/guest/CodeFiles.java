package dev.vellamo.kernel.guest;

import dev.vellamo.guest.frame.CodeFile;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.VatSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files that vats' code is in: guests do not see the kernel's, so they are sent. */
final class CodeFiles {

    /** A jar or a source in a guest; both ends hold it in memory for a moment. */
    private static final long MAX_BYTES = 60L << 20;

    private CodeFiles() {}

    /**
     * The file of a vat; none if its code is a class. Reads the disk.
     *
     * @throws VatException with code {@code VAT_CODE_NOT_FOUND} or {@code VAT_CODE_INVALID}
     */
    static Optional<CodeFile> of(VatSpec spec) {
        if (spec.code() instanceof VatCode.JarCode jar) {
            return Optional.of(read(spec, jar.jar(), "jar"));
        }
        return spec.code() instanceof VatCode.SourceCode source
                ? Optional.of(read(spec, source.source(), "source file"))
                : Optional.empty();
    }

    private static CodeFile read(VatSpec spec, Path file, String what) {
        try {
            var bytes = Files.size(file);
            if (bytes > MAX_BYTES) {
                throw new VatException(
                        ErrorCode.VAT_CODE_INVALID,
                        "vat \"" + spec.name() + "\": " + file + " has " + bytes + " bytes, and code that is sent to a"
                                + " guest has at most " + MAX_BYTES
                                + "; put it into the guest's \"classPath\" instead");
            }
            return new CodeFile(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            throw new VatException(
                    ErrorCode.VAT_CODE_NOT_FOUND,
                    "vat \"" + spec.name() + "\": there is no " + what + " at " + file.toAbsolutePath());
        } catch (IOException failure) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID, "vat \"" + spec.name() + "\": " + file + " cannot be read", failure);
        }
    }
}
