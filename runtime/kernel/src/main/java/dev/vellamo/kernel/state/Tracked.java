package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;
import org.jspecify.annotations.Nullable;

/** A part of the kernel state that has a row of its own on disk. Which of them differ from the disk the journal knows. */
abstract class Tracked {

    /** Neighbours in the journal's list; {@code null} while this is not in it. */
    @Nullable
    Tracked before;

    @Nullable
    Tracked after;

    boolean onDisk;
    boolean gone;

    /** As it is now. Called when it differs from the disk. */
    abstract StoredRow row(Numbers numbers);

    /** Of its row. Called only once that was made. */
    abstract StoredRow.Key key();
}
