package dev.vellamo.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as configs write it: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
final class DurationOption implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** A day, as in configs: longer is a slip of the pen. */
    private static final Duration LONGEST = Duration.ofDays(1);

    @Override
    public Duration convert(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("\"" + text + "\" is not a duration such as 500ms, 10s, 5m or 1h");
        }
        var amount = Long.parseLong(parts.group(1));
        var duration = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("\"" + text + "\" is outside 1ms to 24h");
        }
        return duration;
    }
}
