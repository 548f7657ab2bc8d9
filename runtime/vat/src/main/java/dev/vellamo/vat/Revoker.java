package dev.vellamo.vat;

/** Takes one revocable ref back. */
public interface Revoker extends Remotable {

    /** From now on, for ever, calls of the ref are rejected with code {@code OBJECT_REVOKED}. Revoking twice is fine. */
    void revoke();
}
