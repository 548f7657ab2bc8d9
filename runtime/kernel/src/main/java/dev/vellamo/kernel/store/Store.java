package dev.vellamo.kernel.store;

/**
 * Where a kernel keeps its state. One kernel uses it, from one thread at a time but for {@link #label} and {@link #size},
 * which any thread may call at any time, also beside another method; all methods block.
 *
 * <p>After any method but {@link #size} and {@link #close} threw, nothing is written any more: what the kernel then holds in memory is ahead
 * of the disk for good.
 */
public interface Store extends AutoCloseable {

    /** What a person would call it: the path of its file. Never changes; any thread. */
    String label();

    /**
     * Everything that is stored. Called once, before anything is written.
     *
     * @throws StoreException if it cannot be read, or is not what a store wrote
     */
    StoreContent load();

    /**
     * Writes all of a batch or nothing of it. When this returns, a crash of the process does not lose it.
     *
     * @throws StoreException if it could not be written, or if whether it was cannot be known
     */
    void write(Batch batch);

    /**
     * How much room it takes. Any thread may call this, also while a batch is written; it waits for no other method and
     * changes nothing, not even by throwing.
     *
     * @throws StoreException if that cannot be known
     */
    StoreSize size();

    /** Gives back the room of what was removed, as far as that is cheap. */
    void compact();

    /** Closes it; what was written stays. May be called more than once. */
    @Override
    void close();
}
