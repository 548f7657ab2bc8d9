package dev.vellamo.protocol.crank;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Slot;
import java.util.Map;
import java.util.Set;

/**
 * What a vat starts with: everything that its cranks have put into its durable state.
 *
 * <p>Which keys there are is the engine's affair, but for three rules. {@link #BAGGAGE} stands before the author's own keys, so
 * that those who look at a store can tell them from the engine's. {@link #OBJECT} stands before the number of a durable
 * export: there is the key {@code object.7} as long as there is {@code o+d7}. {@link #POWER} stands before what the vat cannot change.
 *
 * @param incarnation how often the vat was started before; 0 at its first start
 * @param values by key
 * @param reachable the durable exports that others know at this moment, besides the root
 */
public record VatState(long incarnation, Map<String, CapData> values, Set<Slot> reachable) {

    /** Before the author's keys. */
    public static final String BAGGAGE = "baggage.";

    /** Before the numbers of durable exports. */
    public static final String OBJECT = "object.";

    /**
     * Before the name of a power that somebody else exercises for the vat: the value is a reference. Not stored; whoever
     * starts the vat puts it there each time.
     */
    public static final String POWER = "power.";

    /** A vat that was never started. */
    public static final VatState EMPTY = new VatState(0, Map.of(), Set.of());

    public VatState {
        values = Map.copyOf(values);
        reachable = Set.copyOf(reachable);
    }
}
