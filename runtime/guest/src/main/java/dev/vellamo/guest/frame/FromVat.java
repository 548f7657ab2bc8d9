package dev.vellamo.guest.frame;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;

/** What a vat in a guest says to the kernel. {@link Loaded} or {@link NotLoaded} comes before every {@link Result}. */
public sealed interface FromVat {

    /** The vat is made. */
    record Loaded() implements FromVat {}

    /** The vat cannot be made; nothing else follows. */
    record NotLoaded(Fault reason) implements FromVat {}

    /** What came of the delivery with this number; 0 is the start. In the order of the deliveries. */
    record Result(long number, CrankResult result) implements FromVat {}

    /** Work from another thread waits in the vat, which asks for a {@code Delivery.Wake}. At any time, even before {@link Loaded}. */
    record Wake() implements FromVat {}
}
