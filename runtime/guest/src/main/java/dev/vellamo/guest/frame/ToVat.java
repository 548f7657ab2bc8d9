package dev.vellamo.guest.frame;

import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.engine.VatSpec;
import java.util.Optional;

/** What the kernel says to a vat in a guest. {@link Load} comes first, {@link Start} second, each once. */
public sealed interface ToVat {

    /**
     * Make the vat.
     *
     * @param file what {@code spec.code()} names, if that is a jar or a source
     */
    record Load(VatSpec spec, Optional<CodeFile> file) implements ToVat {}

    /** Run its first crank, which has the number 0. */
    record Start(VatState state) implements ToVat {}

    /** Run one crank. */
    record Deliver(long number, Delivery delivery) implements ToVat {}
}
