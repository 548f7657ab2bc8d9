package dev.vellamo.daemon.run;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Failures in words. */
final class Failures {

    /** A longer chain of causes is a loop, or says nothing new. */
    private static final int MAX_CAUSES = 16;

    private Failures() {}

    /** Whether a vat did not end because it, or somebody else, wanted that. */
    static boolean isFailure(KernelEvent.VatEnded end) {
        return !end.code().equals(ErrorCode.VAT_TERMINATED.name());
    }

    /** For each cause its type and the first line of its message, outermost first. */
    static List<String> causes(Throwable failure) {
        var causes = new ArrayList<String>();
        @Nullable Throwable cause = failure.getCause();
        while (cause != null && causes.size() < MAX_CAUSES) {
            causes.add(describe(cause));
            cause = cause.getCause();
        }
        return causes;
    }

    private static String describe(Throwable cause) {
        var message =
                cause instanceof VatException rejection ? rejection.fault().message() : cause.getMessage();
        var type = type(cause);
        return message == null ? type : type + ": " + Line.printable(message).get(0);
    }

    /** A vat's exception arrives as a {@code VatException}; what was thrown, or else its code, says more. */
    private static String type(Throwable cause) {
        if (!(cause instanceof VatException rejection)) {
            return cause.getClass().getName();
        }
        return Objects.requireNonNullElse(rejection.originalType(), rejection.code());
    }

    static List<String> stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return Line.printable(text.toString());
    }
}
