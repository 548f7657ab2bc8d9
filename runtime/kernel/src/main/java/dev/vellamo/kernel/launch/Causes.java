package dev.vellamo.kernel.launch;

import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What a throwable says, with the messages of its causes. */
public final class Causes {

    /** Causes behind causes are followed so far; a longer chain is a loop or says nothing new. */
    private static final int MAX_DEPTH = 16;

    private Causes() {}

    /** The throwable itself, without what futures wrap around it. */
    public static Throwable unwrap(Throwable thrown) {
        var inner = thrown;
        for (int depth = 0; depth < MAX_DEPTH && isWrapper(inner) && inner.getCause() != null; depth++) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException || thrown instanceof ExecutionException;
    }

    /** One line: its message, then those of its causes that add something. */
    public static String describe(Throwable thrown) {
        var text = new StringBuilder();
        @Nullable Throwable next = unwrap(thrown);
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++, next = next.getCause()) {
            var message = message(next);
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }

    private static String message(Throwable thrown) {
        // Without its code: whoever wraps a rejection repeats what it says, and has a code of its own.
        var message = thrown instanceof VatException known ? known.fault().message() : thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getName() : message;
    }
}
