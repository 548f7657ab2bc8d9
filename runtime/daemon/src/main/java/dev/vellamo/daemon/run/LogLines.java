package dev.vellamo.daemon.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a log entry: {@code main | text} for vat {@code main}, and for what guest {@code main} prints. Stack traces are told as they are.
 *
 * @param isOutForPrograms whether the standard output is not for people, so that logs go to the error output
 */
record LogLines(boolean isOutForPrograms) {

    /** Loggers of vats are called {@code vat.<name>}. */
    static final String VATS = "vat";

    /** Loggers of what guests print are called {@code guest.<name>}. */
    static final String GUESTS = "guest";

    List<Line> of(ILoggingEvent event) {
        var source = source(event.getLoggerName());
        var isProblem = event.getLevel().isGreaterOrEqual(Level.WARN);
        var text = new StringBuilder(level(event.getLevel())).append(event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        var lines = new ArrayList<Line>(1);
        for (var line : Line.printable(text.toString())) {
            lines.add(new Line(isProblem || isOutForPrograms, source + " | " + line));
        }
        return lines;
    }

    private static String source(String logger) {
        var kind = logger.substring(0, Math.max(0, logger.indexOf('.')));
        return kind.equals(VATS) || kind.equals(GUESTS) ? logger.substring(kind.length() + 1) : "kernel";
    }

    /** What is told at all is usual at level INFO. */
    private static String level(Level level) {
        return switch (level.toInt()) {
            case Level.INFO_INT -> "";
            case Level.WARN_INT -> "warning: ";
            default -> level.toString().toLowerCase(Locale.ROOT) + ": ";
        };
    }
}
