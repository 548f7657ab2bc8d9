package dev.vellamo.vat;

/**
 * An object that can be called from other vats.
 *
 * <p>It is passed by reference: in an argument or a result it travels as a {@link Ref}, and comes back to its own
 * vat as itself. Its public methods (those of {@link Object} excepted) are callable by name.
 */
public interface Remotable {}
