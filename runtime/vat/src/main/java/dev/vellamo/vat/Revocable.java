package dev.vellamo.vat;

/**
 * A ref that can be taken back, and the means to do so.
 *
 * @param ref calls of it reach the target, until it is revoked
 * @param revoker can be kept in the baggage if the target is durable, and passed on to others
 */
public record Revocable(Ref ref, Revoker revoker) {}
