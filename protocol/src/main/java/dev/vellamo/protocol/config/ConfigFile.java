package dev.vellamo.protocol.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The text of a config file. */
final class ConfigFile {
    static final ConfigProblem TOO_LARGE =
            ConfigProblem.at("", "more than " + Limits.MAX_CONFIG_BYTES + " bytes; keep data in a file of its own");

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private ConfigFile() {}

    static String read(Path file) {
        var bytes = bytes(file);
        var problems = new Problems();
        if (bytes.length > Limits.MAX_CONFIG_BYTES) {
            throw ConfigException.invalid(file.toString(), List.of(TOO_LARGE));
        }
        var text = decode(bytes, problems);
        if (text.indexOf(BYTE_ORDER_MARK) == 0) {
            problems.add(new Place(null, "", 1, 1), "not plain UTF-8: the file begins with a byte order mark");
        }
        if (!problems.isEmpty()) {
            throw ConfigException.invalid(file.toString(), problems.inOrder());
        }
        return text;
    }

    private static byte[] bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(Limits.MAX_CONFIG_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw ConfigException.unreadable(file, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw ConfigException.unreadable(file, "permission denied", e);
        } catch (IOException e) {
            throw ConfigException.unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** What can be decoded; a byte that cannot is a problem, which tells its line. */
    private static String decode(byte[] bytes, Problems problems) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        var text = out.flip().toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - text.lastIndexOf('\n');
            var wrong = String.format("0x%02x", bytes[in.position()]);
            problems.add(new Place(null, "", line, column), "not UTF-8: byte " + wrong + " has no meaning here");
        }
        return text;
    }
}
