package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** What went wrong with a socket; the message says where and, if anything can be done about it, what. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds of failure that a caller may want to tell apart. */
    public enum Code {
        /** Something listens at the path, or is just being bound there. */
        ADDRESS_IN_USE,
        /** At the path is something that is no socket. */
        NOT_A_SOCKET,
        /** The path does not fit into a socket address. */
        PATH_TOO_LONG,
        /** The directory of the path does not exist. */
        NO_DIRECTORY,
        /** The operating system forbids it. */
        PERMISSION_DENIED,
        /** There is a socket file, but nobody listens. */
        CONNECTION_REFUSED,
        /** There is nothing at the path. */
        NO_SUCH_SOCKET,
        /** There is no file to read at the path. */
        NO_SUCH_FILE,
        /** At the path is something that is no regular file. */
        NOT_A_FILE,
        /** The name of a host leads nowhere. */
        NO_SUCH_HOST,
        /** The listener's queue of connections to accept stayed full. */
        LISTENER_BUSY,
        /** The peer ended the connection before everything was sent or read. */
        CONNECTION_RESET,
        /** This side ended the connection, the listener or the transport. */
        CLOSED,
        /** Anything else that the operating system reported. */
        IO_FAILED
    }

    private final Code code;

    TransportException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    static TransportException connectionEnded(IOException cause) {
        var detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new TransportException(Code.CONNECTION_RESET, "the peer ended the connection" + detail, cause);
    }

    static TransportException ioFailed(String attempt, Object place, IOException cause) {
        var code = cause instanceof AccessDeniedException ? Code.PERMISSION_DENIED : Code.IO_FAILED;
        return new TransportException(code, attempt + " " + place + " failed: " + describe(cause), cause);
    }

    private static String describe(IOException cause) {
        return cause instanceof AccessDeniedException denied
                ? "permission denied for " + denied.getFile()
                : String.valueOf(cause.getMessage());
    }
}
