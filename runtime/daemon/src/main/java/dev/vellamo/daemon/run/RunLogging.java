package dev.vellamo.daemon.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.vellamo.cli.RunOptions;
import dev.vellamo.cli.RunOptions.Detail;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Logs of a run: those of vats and guests with their name, and of everything else what goes wrong. Logback finds it by
 * {@code META-INF/services}; in a program that is not a run it leaves the choice to others.
 *
 * <p>In Java and not in XML because reading XML takes a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class RunLogging extends ContextAwareBase implements Configurator {

    private static @Nullable Destination destination;

    private record Destination(Printer printer, LogLines lines, Detail detail) {}

    /** Logs are printed there. To be called before the first logger is made. */
    static void install(Printer printer, RunOptions options) {
        decide(new Destination(printer, new LogLines(options.json()), options.detail()));
        // Now and not by whichever of the kernel's threads comes first: the others would meet a half-made logback.
        LoggerFactory.getILoggerFactory();
    }

    private static synchronized void decide(Destination to) {
        destination = to;
    }

    private static synchronized @Nullable Destination destination() {
        return destination;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var to = destination();
        if (to == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var appender = new PrintingAppender(to);
        appender.setContext(context);
        appender.setName("run");
        appender.start();
        var isVerbose = to.detail() == Detail.VERBOSE;
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("dev.vellamo").setLevel(isVerbose ? Level.DEBUG : Level.WARN);
        context.getLogger(LogLines.VATS).setLevel(isVerbose ? Level.DEBUG : Level.INFO);
        context.getLogger(LogLines.GUESTS).setLevel(Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static final class PrintingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Destination to;

        PrintingAppender(Destination to) {
            this.to = to;
        }

        @Override
        protected void append(ILoggingEvent event) {
            to.printer().printPatiently(to.lines().of(event));
        }
    }
}
