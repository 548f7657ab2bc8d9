package dev.vellamo.protocol.crank;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one crank of a vat did, in the order in which it did it. It is applied as a whole.
 *
 * @param exit why the vat asked to be terminated once this is applied, or {@code null} if it did not
 */
public record WriteSet(List<Effect> effects, @Nullable String exit) {

    public static final WriteSet EMPTY = new WriteSet(List.of(), null);

    public WriteSet {
        effects = List.copyOf(effects);
    }
}
