package dev.vellamo.kernel.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The promises that follow one that is pending, in the order in which they began to.
 *
 * <p>Those that nobody waits for any more are left out whenever there would be twice as many as were left the last time; so
 * there are never more than that, and one more costs the same however many there are.
 */
final class Followers {

    /** With fewer it is not worth looking. */
    private static final int MIN_TO_LOOK_AT = 16;

    private final List<KernelPromise> followers = new ArrayList<>(1);
    private int lookAt = MIN_TO_LOOK_AT;

    void add(KernelPromise follower) {
        if (followers.size() >= lookAt) {
            followers.removeIf(known -> !isAwaited(known));
            lookAt = Math.max(MIN_TO_LOOK_AT, 2 * followers.size());
        }
        followers.add(follower);
    }

    List<KernelPromise> all() {
        return followers;
    }

    /** Whether anybody waits for this promise, or for one that follows it. */
    private static boolean isAwaited(KernelPromise follower) {
        var led = new ArrayDeque<KernelPromise>();
        for (var at = follower; at != null; at = led.poll()) {
            if (at.isAwaited()) {
                return true;
            }
            led.addAll(at.directFollowers());
        }
        return false;
    }
}
