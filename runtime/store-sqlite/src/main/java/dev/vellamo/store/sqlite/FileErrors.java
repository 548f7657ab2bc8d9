package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoreException.Code;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What errors of files and of SQLite mean to the owner of a store. */
final class FileErrors {

    private FileErrors() {}

    /** @param what a verb: lock, create, read */
    static StoreException cannot(String what, Path path, Exception cause) {
        return error(cause instanceof SQLException sql ? sqlCode(sql) : code(cause), what, path, cause);
    }

    private static Code code(Exception cause) {
        if (isDenied(cause)) {
            return Code.READ_ONLY;
        }
        return says(cause, "no space left") ? Code.FULL : Code.FAILED;
    }

    private static boolean isDenied(Exception cause) {
        return cause instanceof AccessDeniedException
                || cause instanceof ReadOnlyFileSystemException
                || says(cause, "read-only file system")
                || says(cause, "operation not permitted");
    }

    /** @param text in small letters */
    static boolean says(Exception cause, String text) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains(text);
    }

    private static Code sqlCode(SQLException cause) {
        if (!(cause instanceof SQLiteException sqlite)) {
            return Code.FAILED;
        }
        // The lower byte is the kind of error, the rest says more about it.
        return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)) {
            case SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH -> Code.READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED -> Code.IN_USE;
            case SQLITE_CORRUPT -> Code.CORRUPT;
            case SQLITE_FULL -> Code.FULL;
            case SQLITE_NOTADB -> Code.FOREIGN;
            default -> Code.FAILED;
        };
    }

    static StoreException error(Code code, String what, Path path, Exception cause) {
        return new StoreException(code, "cannot " + what + " " + path + ": " + reason(cause) + advice(code), cause);
    }

    /** In words for people: what SQLite or the operating system says, without the names of classes. */
    private static String reason(Exception cause) {
        if (cause instanceof SQLiteException sqlite) {
            return sqliteReason(sqlite);
        } else if (cause instanceof AccessDeniedException denied) {
            return "permission denied for " + denied.getFile();
        } else if (cause instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        } else if (cause instanceof FileAlreadyExistsException other) {
            return other.getFile() + " is there already";
        } else if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return Objects.requireNonNullElseGet(
                cause.getMessage(), () -> cause.getClass().getName());
    }

    /**
     * What SQLite says and the name of its code. The driver puts a text of its own before that, which says the same again:
     * {@code [SQLITE_CORRUPT] The database disk image is malformed (database disk image is malformed)}.
     */
    private static String sqliteReason(SQLiteException cause) {
        var code = cause.getResultCode();
        var message = String.valueOf(cause.getMessage());
        var before = code + " (";
        var said = message.startsWith(before) && message.endsWith(")")
                ? message.substring(before.length(), message.length() - 1)
                : message;
        return said.contains(code.name()) ? said : said + ", " + code.name();
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
