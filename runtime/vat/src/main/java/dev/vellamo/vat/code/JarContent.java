package dev.vellamo.vat.code;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The files of a jar, in memory.
 *
 * @param files content by path; of a multi-release jar, what this Java version sees
 */
record JarContent(Map<String, byte[]> files, @Nullable Manifest manifest) {

    static final String VAT_ATTRIBUTE = "Vellamo-Vat";

    /** All files together; more is not the code of a vat, or a jar made to exhaust the heap. */
    static final long MAX_BYTES = 256L * 1024 * 1024;

    static JarContent read(Path file) {
        try (var jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
            var files = new HashMap<String, byte[]>();
            var bytesLeft = MAX_BYTES;
            for (var entries = jar.versionedStream().iterator(); entries.hasNext(); ) {
                var entry = entries.next();
                if (!entry.isDirectory()) {
                    var content = read(jar, entry, bytesLeft);
                    bytesLeft -= content.length;
                    files.put(entry.getName(), content);
                }
            }
            return new JarContent(files, jar.getManifest());
        } catch (IOException | SecurityException e) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, file + " cannot be read as a jar: " + e, e);
        }
    }

    private static byte[] read(JarFile jar, JarEntry entry, long bytesLeft) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            var content = in.readNBytes((int) Math.min(Integer.MAX_VALUE, bytesLeft + 1));
            if (content.length > bytesLeft) {
                throw new IOException("its files are larger than " + MAX_BYTES + " bytes");
            }
            return content;
        }
    }

    Optional<String> vatClassName() {
        if (manifest == null) {
            return Optional.empty();
        }
        var attributes = manifest.getMainAttributes();
        var named = attributes.getValue(VAT_ATTRIBUTE);
        return Optional.ofNullable(named == null ? attributes.getValue("Main-Class") : named)
                .map(String::strip);
    }
}
