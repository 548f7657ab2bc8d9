package dev.vellamo.kernel.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The running timers of one vat, by its numbers for them. Its table is made when first needed. */
final class Timers {

    private final Ledger ledger;
    private Map<Long, KernelTimer> timers = Map.of();

    Timers(Ledger ledger) {
        this.ledger = ledger;
    }

    int size() {
        return timers.size();
    }

    @Nullable
    KernelTimer find(long number) {
        return timers.get(number);
    }

    void forEach(BiConsumer<Long, KernelTimer> action) {
        Map.copyOf(timers).forEach(action);
    }

    void set(long number, KernelTimer timer) {
        if (timers.isEmpty()) {
            timers = new HashMap<>();
        }
        timers.put(number, timer);
        timer.begin(ledger);
    }

    /** One that is on disk already. */
    void load(long number, KernelTimer timer) {
        set(number, timer);
        timer.loaded(ledger);
    }

    void clear(long number) {
        var timer = timers.isEmpty() ? null : timers.remove(number);
        if (timer != null) {
            timer.end(ledger);
        }
    }

    /** They are brought no more by this port. */
    void cancelAll(VatPort port) {
        timers.keySet().forEach(port::cancelTimer);
    }

    /** Those that the heap made for itself are gone with it. */
    void loseHeap() {
        var kept = new HashMap<Long, KernelTimer>();
        timers.forEach((number, timer) -> {
            if (timer.outlivesHeap()) {
                kept.put(number, timer);
            } else {
                timer.end(ledger);
            }
        });
        timers = kept;
    }

    /** The vat has ended. */
    void end() {
        timers.values().forEach(timer -> timer.end(ledger));
        timers = Map.of();
    }
}
