package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.VatException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What is left of an exception when it leaves its vat. */
public final class Faults {

    /** Causes beyond this are dropped: an exception may be its own cause in a circle. */
    static final int MAX_CAUSES = 8;

    private Faults() {}

    /** Keeps the code of a {@link VatException}; anything else becomes {@code METHOD_THREW}, with its causes. */
    public static Fault of(Throwable thrown) {
        return of(thrown, MAX_CAUSES);
    }

    /** The exception that a promise rejected with this is completed with. */
    static VatException exception(Throwable thrown) {
        return unwrap(thrown) instanceof VatException already ? already : new VatException(of(thrown));
    }

    /** The exception behind those that only carry it. */
    static Throwable unwrap(Throwable thrown) {
        var inner = thrown;
        for (var depth = 0; depth < MAX_CAUSES && isCarrier(inner); depth++) {
            var cause = inner.getCause();
            if (cause == null) {
                return inner;
            }
            inner = cause;
        }
        return inner;
    }

    /** The JVM itself is in trouble: nothing a crank did can be trusted. A stack overflow is the call's own fault. */
    static boolean isFatal(Throwable thrown) {
        var inner = unwrap(thrown);
        return inner instanceof VirtualMachineError && !(inner instanceof StackOverflowError);
    }

    /** Makes anything throwable where no checked exception may be declared. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new CompletionException(thrown);
    }

    private static Fault of(Throwable thrown, int causesLeft) {
        var inner = unwrap(thrown);
        var cause = inner.getCause();
        var causeFault = cause == null || causesLeft == 0 ? null : of(cause, causesLeft - 1);
        if (inner instanceof VatException known) {
            var fault = known.fault();
            return fault.cause() != null || causeFault == null ? fault : withCause(fault, causeFault);
        }
        var type = inner.getClass().getName();
        var message = inner.getMessage();
        return new Fault(ErrorCode.METHOD_THREW.name(), type, message == null ? type : message, causeFault);
    }

    private static Fault withCause(Fault fault, @Nullable Fault cause) {
        return new Fault(fault.code(), fault.type(), fault.message(), cause);
    }

    private static boolean isCarrier(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof InvocationTargetException;
    }
}
