package dev.vellamo.kernel.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of one vat whose cranks are not applied, oldest first. Those with a delivery number are on their way to it. */
final class VatQueue {

    private final Ledger ledger;
    private @Nullable ArrayDeque<Waiting> waiting;

    VatQueue(Ledger ledger) {
        this.ledger = ledger;
    }

    int size() {
        return waiting == null ? 0 : waiting.size();
    }

    void add(Waiting message) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(message);
        message.begin(ledger);
    }

    /** One that is on disk already. */
    void load(Waiting message) {
        add(message);
        ledger.journal().loaded(message);
    }

    List<Waiting> all() {
        return waiting == null ? List.of() : List.copyOf(waiting);
    }

    /** The crank of this delivery is applied: its message does not wait any more. */
    void applied(long delivery) {
        var oldest = waiting == null ? null : waiting.peek();
        if (oldest != null && waiting != null && oldest.delivery() == delivery && delivery > 0) {
            waiting.remove();
            oldest.end(ledger);
        }
    }

    /** The message that this delivery brought. */
    @Nullable
    Waiting broughtBy(long delivery) {
        var oldest = waiting == null ? null : waiting.peek();
        return oldest != null && delivery > 0 && oldest.delivery() == delivery ? oldest : null;
    }

    /** Whether a message of this place, or an older one, waits. */
    boolean waitsUpTo(long place) {
        var oldest = waiting == null ? null : waiting.peek();
        return oldest != null && oldest.place() <= place;
    }

    List<Waiting> takeAll() {
        var all = new ArrayList<>(all());
        waiting = null;
        all.forEach(message -> message.end(ledger));
        return all;
    }
}
