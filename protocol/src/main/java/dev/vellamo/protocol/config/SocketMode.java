package dev.vellamo.protocol.config;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect to a Unix socket: the permission bits of its file, written in octal such as {@code 0600}.
 *
 * @param bits from 0 to 0777
 */
public record SocketMode(int bits) {

    /** Its owner alone. */
    public static final SocketMode OWNER_ONLY = new SocketMode(0600);

    static final Pattern PATTERN = Pattern.compile("0?[0-7]{3}");
    private static final int ALL = 0777;

    public SocketMode {
        if (bits < 0 || bits > ALL) {
            throw new IllegalArgumentException("socket mode " + bits + " is outside 0 to 0777 (octal)");
        }
    }

    /** Reads the text form; {@code null} if the text has another form. */
    static @Nullable SocketMode read(String text) {
        return PATTERN.matcher(text).matches() ? new SocketMode(Integer.parseInt(text, 8)) : null;
    }

    /** The same as the JDK names it. */
    public Set<PosixFilePermission> permissions() {
        var all = PosixFilePermission.values();
        var granted = EnumSet.noneOf(PosixFilePermission.class);
        for (int place = 0; place < all.length; place++) {
            if ((bits & (0400 >> place)) != 0) {
                granted.add(all[place]);
            }
        }
        return granted;
    }

    /** The text form, four octal digits. */
    @Override
    public String toString() {
        return String.format("%04o", bits);
    }
}
