package dev.vellamo.store.sqlite;

/**
 * How a store on disk writes.
 *
 * @param synchronous what a written batch survives
 * @param maxFileBytes of {@code kernel.sqlite}, rounded up to pages of {@value #PAGE_BYTES} bytes; a batch that would need
 *     more fails with {@code FULL}. The log beside it is not counted.
 */
public record SqliteSettings(Synchronous synchronous, long maxFileBytes) {

    /** Of the file: SQLite's own choice, and the block of most file systems. */
    static final int PAGE_BYTES = 4096;

    /** SQLite counts pages with 32 bits; more is not possible. */
    public static final long UNLIMITED = 0xffff_fffeL * PAGE_BYTES;

    /** What a written batch survives. */
    public enum Synchronous {
        /** A loss of power: each batch waits for the disk. */
        FULL,
        /** {@code kill -9}, but not a loss of power: the last batches may be gone then, always whole ones. */
        NORMAL
    }

    public static final SqliteSettings DEFAULT = new SqliteSettings(Synchronous.FULL, UNLIMITED);

    public SqliteSettings {
        if (maxFileBytes < PAGE_BYTES || maxFileBytes > UNLIMITED) {
            throw new IllegalArgumentException("maxFileBytes is " + maxFileBytes + ": it must be from " + PAGE_BYTES
                    + " to " + UNLIMITED + " (SqliteSettings.UNLIMITED)");
        }
    }

    public SqliteSettings withSynchronous(Synchronous other) {
        return new SqliteSettings(other, maxFileBytes);
    }

    public SqliteSettings withMaxFileBytes(long bytes) {
        return new SqliteSettings(synchronous, bytes);
    }

    long maxPages() {
        return (maxFileBytes + PAGE_BYTES - 1) / PAGE_BYTES;
    }
}
