package dev.vellamo.vm.process;

import dev.vellamo.vm.confinement.ThreadConfinement;
import dev.vellamo.vm.linux.Spawn;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The thread that confines itself, starts one guest, which inherits that, and then waits until the guest has ended: a
 * guest that asked to die with its parent would die with this thread.
 *
 * <p>Nothing else ever runs on it, and it completes no future: a thread that is started here, a dispatcher's or a
 * pool's, would be confined as well and go on to serve everybody. It opens no file, so everything that it calls is
 * loaded and laid out before.
 */
final class ConfinedSpawn implements Runnable {

    /** The thread failed before it came to starting the guest; its own uncaught exception says why. */
    static final int NOT_TRIED = -1;

    private final @Nullable ThreadConfinement confinement;
    private final Spawn spawn;
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch guestEnded = new CountDownLatch(1);
    private int errorNumber = NOT_TRIED;

    /** @param confinement {@code null} if the guest is not confined */
    ConfinedSpawn(@Nullable ThreadConfinement confinement, Spawn spawn) {
        this.confinement = confinement;
        this.spawn = spawn;
    }

    @Override
    public void run() {
        try {
            if (confinement != null) {
                confinement.apply();
            }
            errorNumber = spawn.start();
        } finally {
            done.countDown();
        }
        awaitEnd();
    }

    private void awaitEnd() {
        while (true) {
            try {
                guestEnded.await();
                return;
            } catch (InterruptedException ignored) {
                // Nobody has a reason to interrupt it, and it must not end before the guest.
            }
        }
    }

    /** Waits until the guest was started, or not; returns 0 the error number of starting it, or NOT_TRIED. */
    int awaitSpawned() throws InterruptedException {
        done.await();
        return errorNumber;
    }

    /** Lets the thread end. */
    void end() {
        guestEnded.countDown();
    }
}
