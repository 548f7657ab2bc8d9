package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.SQLiteException;

/** What errors of files and of SQLite mean to the owner of a store. */
final class FileErrors {

    private FileErrors() {}

    /** @param what a verb: lock, create, read */
    static StoreException cannot(String what, Path path, Exception cause) {
        if (cause instanceof SQLException sql) {
            return ofSql(what, path, sql);
        }
        var code = cause instanceof IOException io && isDenied(io) || cause instanceof ReadOnlyFileSystemException
                ? Code.READ_ONLY
                : cause instanceof IOException io && says(io, "no space left") ? Code.FULL : Code.FAILED;
        return error(code, what, path, cause);
    }

    private static boolean isDenied(IOException cause) {
        return cause instanceof AccessDeniedException
                || says(cause, "read-only file system")
                || says(cause, "operation not permitted");
    }

    private static boolean says(IOException cause, String text) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains(text);
    }

    private static StoreException ofSql(String what, Path path, SQLException cause) {
        // The lower byte is the kind of error, the rest says more about it.
        var kind = cause instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        var code = switch (kind) {
            case 3, 8, 14, 23 -> Code.READ_ONLY; // PERM, READONLY, CANTOPEN, AUTH
            case 5, 6 -> Code.IN_USE; // BUSY, LOCKED
            case 11 -> Code.CORRUPT;
            case 13 -> Code.FULL;
            case 26 -> Code.FOREIGN; // NOTADB
            default -> Code.FAILED;
        };
        return error(code, what, path, cause);
    }

    static StoreException error(Code code, String what, Path path, Exception cause) {
        return new StoreException(code, "cannot " + what + " " + path + ": " + reason(cause) + advice(code), cause);
    }

    private static String reason(Exception cause) {
        return cause instanceof SQLException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static String advice(Code code) {
        return switch (code) {
            case IN_USE -> " (stop what uses it)";
            case READ_ONLY -> " (give this user the right to write there, or choose another directory)";
            case FOREIGN -> " (choose another directory)";
            case NEWER_VERSION -> " (use the version that wrote it)";
            case CORRUPT -> " (restore it from a backup, or move it away and start anew)";
            case FULL -> " (make room, or raise the limit, and start again)";
            case FAILED -> " (look at the disk and at the limits of this process, and start again)";
        };
    }
}
