package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private final LoggerContext context = new LoggerContext();

    private List<Line> lines(boolean isOutForPrograms, String logger, Level level, String message) {
        return new LogLines(isOutForPrograms).of(event(logger, level, message, null));
    }

    private LoggingEvent event(String logger, Level level, String message, @Nullable Throwable thrown) {
        return new LoggingEvent("caller", context.getLogger(logger), level, message, thrown, null);
    }

    @Test
    void aVatIsNamedAndItsOrdinaryLinesArePlain() {
        assertThat(lines(false, "vat.main", Level.INFO, "hello")).containsExactly(Line.out("main | hello"));
    }

    @Test
    void aVatWhoseNameHasDotsKeepsThem() {
        assertThat(lines(false, "vat.a.b", Level.INFO, "hello")).containsExactly(Line.out("a.b | hello"));
    }

    @Test
    void whatIsNotOrdinarySaysSo() {
        assertThat(lines(false, "vat.main", Level.WARN, "careful"))
                .containsExactly(Line.err("main | warning: careful"));
        assertThat(lines(false, "vat.main", Level.ERROR, "broken")).containsExactly(Line.err("main | error: broken"));
        assertThat(lines(false, "vat.main", Level.DEBUG, "detail")).containsExactly(Line.out("main | debug: detail"));
    }

    @Test
    void aGuestIsNamed() {
        assertThat(lines(false, "guest.box", Level.INFO, "INFO vat.main - hello"))
                .containsExactly(Line.out("box | INFO vat.main - hello"));
    }

    @Test
    void theRestIsTheKernels() {
        assertThat(lines(false, "org.apache.pekko.actor.Some", Level.WARN, "odd"))
                .containsExactly(Line.err("kernel | warning: odd"));
    }

    @Test
    void nothingGoesToAnOutputThatIsForPrograms() {
        assertThat(lines(true, "vat.main", Level.INFO, "hello")).containsExactly(Line.err("main | hello"));
    }

    @Test
    void everyLineIsNamedAndHarmless() {
        assertThat(lines(false, "vat.main", Level.INFO, "one\ttab\ntwo\u0007\r\nthree\u202e"))
                .extracting(Line::text)
                .containsExactly("main | one\ttab", "main | two\\u0007", "main | three\\u202e");
    }

    @Test
    void anExceptionIsToldWithItsStack() {
        var event = event("vat.main", Level.ERROR, "broken", new IllegalStateException("no bundle"));

        assertThat(new LogLines(false).of(event))
                .extracting(Line::text)
                .startsWith("main | error: broken", "main | java.lang.IllegalStateException: no bundle")
                .anyMatch(line -> line.startsWith("main | \tat "));
    }
}
