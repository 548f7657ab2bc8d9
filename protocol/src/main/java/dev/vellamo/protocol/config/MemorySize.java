package dev.vellamo.protocol.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An amount of memory, written with a binary unit such as {@code 256MiB}. */
public record MemorySize(long bytes) {

    static final Pattern PATTERN = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");
    private static final int BITS_PER_UNIT = 10;

    public MemorySize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a memory size of " + bytes + " bytes is negative");
        }
    }

    public static MemorySize ofMebibytes(long mebibytes) {
        return new MemorySize(Math.multiplyExact(mebibytes, 1024L * 1024));
    }

    /** Reads the text form; {@code null} if the text has another form. */
    static @Nullable MemorySize read(String text) {
        var matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        return new MemorySize(Long.parseLong(matcher.group(1)) << (BITS_PER_UNIT * UNITS.indexOf(matcher.group(2))));
    }

    /** The text form, in the largest unit that gives a whole number. */
    @Override
    public String toString() {
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / BITS_PER_UNIT, UNITS.size() - 1);
        return (bytes >> (BITS_PER_UNIT * unit)) + UNITS.get(unit);
    }
}
