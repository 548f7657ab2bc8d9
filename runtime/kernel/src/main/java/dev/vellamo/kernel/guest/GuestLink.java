package dev.vellamo.kernel.guest;

import dev.vellamo.io.streams.OpenLink;
import java.util.function.Consumer;

/**
 * The link to one process of a guest, until that ends.
 *
 * @param guest what the guest is called in its config
 * @param link on which both sides have agreed
 * @param killer ends the process at once, with all that runs in it, for this reason
 */
public record GuestLink(String guest, OpenLink link, Consumer<String> killer) {

    /** Ends the process at once, with all that runs in it. */
    void kill(String reason) {
        killer.accept(reason);
    }
}
