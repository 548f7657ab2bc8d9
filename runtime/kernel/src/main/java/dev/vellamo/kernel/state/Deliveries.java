package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a vat is in its deliveries, and what is due once the crank of one is applied.
 *
 * <p>The start is number 0. Cranks come back in the order of their deliveries.
 */
final class Deliveries {

    /** One of the three is due. */
    private record Due(
            long delivery,
            @Nullable Receipt receipt,
            @Nullable Slot retired,
            @Nullable Runnable action) {}

    private long issued;
    private long applied;
    private @Nullable ArrayDeque<Due> dues;

    long next() {
        return issued + 1;
    }

    long issue() {
        issued++;
        return issued;
    }

    /** The delivery whose crank has to come back next. */
    long expected() {
        return applied;
    }

    /** Whether this is the next delivery whose crank has to come back. */
    boolean expects(long delivery) {
        return delivery == applied;
    }

    /** Deliveries whose crank has not been applied, the start included. */
    long outstanding() {
        return issued + 1 - applied;
    }

    /** Whether the crank of this delivery is still to be applied. */
    boolean waitsFor(long delivery) {
        return delivery >= applied;
    }

    /** The crank of the expected delivery is applied. */
    void applied(Consumer<Slot> retire) {
        for (var due = dues == null ? null : dues.peek();
                due != null && dues != null && due.delivery() <= applied;
                due = dues.peek()) {
            dues.remove();
            if (due.retired() != null) {
                retire.accept(due.retired());
            } else if (due.receipt() != null) {
                due.receipt().consumed();
            } else if (due.action() != null) {
                due.action().run();
            }
        }
        applied++;
    }

    void expectReceipt(long delivery, Receipt receipt) {
        add(new Due(delivery, receipt, null, null));
    }

    void retireAfter(long delivery, Slot slot) {
        add(new Due(delivery, null, slot, null));
    }

    /** What is done, in the total order, behind the crank of a delivery. */
    void afterwards(long delivery, Runnable action) {
        add(new Due(delivery, null, null, action));
    }

    private void add(Due due) {
        if (dues == null) {
            dues = new ArrayDeque<>(2);
        }
        dues.add(due);
    }

    /** Nothing more will be applied. */
    void end() {
        var rest = dues;
        dues = null;
        if (rest != null) {
            rest.stream()
                    .filter(due -> due.receipt() != null)
                    .forEach(due -> due.receipt().returned());
        }
    }

    /** How many receipts and slots wait for a crank. */
    int due() {
        return dues == null ? 0 : dues.size();
    }
}
