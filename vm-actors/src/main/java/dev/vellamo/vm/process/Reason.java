package dev.vellamo.vm.process;

import java.nio.file.FileSystemException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in words. */
final class Reason {

    private Reason() {}

    /** The message, without the wrappers that stages put around it; with what happened where a message is but a path. */
    static String of(@Nullable Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "nothing was said";
        }
        var kind = cause.getClass().getSimpleName();
        var message = cause.getMessage();
        if (message == null) {
            return kind;
        }
        return cause instanceof FileSystemException ? kind + ": " + message : message;
    }
}
