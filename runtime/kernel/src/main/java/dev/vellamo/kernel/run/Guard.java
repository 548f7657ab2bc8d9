package dev.vellamo.kernel.run;

/** One piece of code of an author's that runs on a thread of the {@link VatPool}, with its time limit. */
interface Guard {

    /** After how long its thread is written off; {@link Long#MAX_VALUE} for no limit of its own. */
    long timeoutNanos();

    /** Its thread was written off. Called once, on the pool's watchdog or the thread that wrote it off. */
    void writtenOff(String thread);

    /** The code has returned after all, long after its thread was written off. Called on that thread, its last act. */
    void cameBack();
}
