package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that can be called: a remotable of a vat, an object of the host, or the memory of one that is gone.
 *
 * <p>It is <em>reachable</em> while a vat's heap or state, a message, a value, a pin or host code refers to it, and
 * <em>recognizable</em> while a vat knows its slot, even if it has let go of it.
 */
public final class KernelObject implements KernelRef {

    private final @Nullable VatRecord vat;
    private final Slot slot;
    private final String text;
    private @Nullable HostObject host;
    private boolean deleted;
    private int reachable;
    private int recognizable;
    private boolean isCandidate;

    /** A crank before that of the start, which is number 0. */
    private static final long NEVER = -2;

    /** The crank of its vat in which it was last named. */
    private long lastNamed = NEVER;

    /** The last crank of its vat that was applied when the vat was told that nobody reaches it. */
    private long letGoAsOf = NEVER;

    private @Nullable ObjectMark mark;
    private @Nullable List<Imports.Import> recognizers;

    private KernelObject(@Nullable VatRecord vat, Slot slot, String text, @Nullable HostObject host) {
        this.vat = vat;
        this.slot = slot;
        this.text = text;
        this.host = host;
    }

    static KernelObject ofVat(VatRecord vat, Slot slot) {
        var stored = slot.isDurableExport()
                ? new StoredRef.DurableObject(vat.id(), slot)
                : new StoredRef.HeapObject(vat.id(), vat.incarnation(), slot);
        return new KernelObject(vat, slot, stored.toString(), null);
    }

    /** An object of the host: a kernel service, an IO channel or an IO session. */
    public static KernelObject ofHost(HostObject host) {
        return new KernelObject(null, Slot.ROOT, host.stored().toString(), host);
    }

    /** One that may come to be there, or not: a service or channel that something stored refers to. */
    static KernelObject expected(StoredRef stored) {
        return new KernelObject(null, Slot.ROOT, stored.toString(), null);
    }

    /** One that is gone, and what designated it. */
    static KernelObject gone(StoredRef stored) {
        var gone = expected(stored);
        gone.deleted = true;
        return gone;
    }

    /** The vat that exported it, or {@code null} for an object of the host. */
    @Nullable
    VatRecord vat() {
        return vat;
    }

    String vatId() {
        if (vat == null) {
            throw new IllegalStateException(text + " is not a vat's");
        }
        return vat.id();
    }

    /** Its slot in the vat that exported it. */
    Slot slot() {
        return slot;
    }

    /** What designates it on disk and to people, such as {@code v3:o+0}. */
    public String text() {
        return text;
    }

    /** Whether its text designates this object and no other, now and after a restart of the kernel. */
    public boolean isNamedByText() {
        return !text.startsWith(StoredRef.Gone.PREFIX);
    }

    /** The object of the host behind it, or {@code null} for an object of a vat and for one that is not there. */
    public @Nullable HostObject host() {
        return host;
    }

    /** The object of the host is there. */
    void bind(HostObject object) {
        host = object;
        deleted = false;
    }

    void delete() {
        deleted = true;
    }

    /** Whether it is gone. In the total order. */
    public boolean isDeleted() {
        return deleted || (vat == null ? host == null : vat.isEnded());
    }

    private boolean isDeletedInVat() {
        return vat != null && isDeleted();
    }

    /** Whether only the end of its vat ends it. */
    boolean isRoot() {
        return vat != null && slot.equals(Slot.ROOT);
    }

    // Who refers to it

    void reach() {
        reachable++;
        recognizable++;
    }

    void unreach() {
        reachable--;
        recognizable--;
        if (reachable < 0) {
            throw new IllegalStateException(text + " was let go of more often than it was held");
        }
    }

    boolean isReached() {
        return reachable > 0;
    }

    boolean isRecognized() {
        return recognizable > 0;
    }

    /** One that reached it only recognizes it from now on. */
    void onlyRecognizedBy(Imports.Import entry) {
        reachable--;
        if (recognizers == null) {
            recognizers = new ArrayList<>(1);
        }
        recognizers.add(entry);
    }

    /** One that recognized it forgets it. */
    void forgottenBy(Imports.Import entry) {
        recognizable--;
        if (recognizers != null) {
            recognizers.remove(entry);
        }
    }

    /** One that recognized it reaches it again. */
    void reachedAgainBy(Imports.Import entry) {
        reachable++;
        if (recognizers != null) {
            recognizers.remove(entry);
        }
    }

    /** Whether its vat has to use this slot for it and no other: somebody knows it by that, or it is revoked for ever. */
    boolean isToBeKnown() {
        return isRecognized() || isRevoked();
    }

    /** The imports that recognize it without reaching it. */
    List<Imports.Import> recognizers() {
        return recognizers == null ? List.of() : List.copyOf(recognizers);
    }

    /** Returns whether it was none before. */
    boolean becomesCandidate() {
        var was = isCandidate;
        isCandidate = true;
        return !was;
    }

    void noCandidate() {
        isCandidate = false;
    }

    void namedIn(long crank) {
        lastNamed = crank;
    }

    /** Whether its vat named it in a crank after this one. */
    boolean isNamedAfter(long crank) {
        return lastNamed > crank;
    }

    /** Its vat is told that nobody reaches it, as of this crank. */
    void letGo(long asOf) {
        letGoAsOf = asOf;
    }

    /** Whether its vat was told so, and has not named it since: it may take it to be unreached, whoever got hold of it. */
    boolean isLetGo() {
        return letGoAsOf != NEVER && lastNamed <= letGoAsOf;
    }

    /** Its vat begins to count its cranks anew. */
    void startsAgain() {
        lastNamed = NEVER;
        letGoAsOf = NEVER;
    }

    // Marks

    /** Whether calls of it are rejected for ever. In the total order. */
    public boolean isRevoked() {
        return mark != null && mark.isRevoked();
    }

    int pins() {
        return mark == null ? 0 : mark.pins();
    }

    void loaded(StoredRow.ObjectMark row, Ledger ledger) {
        mark = ObjectMark.of(row);
        for (int i = 0; i < row.pins(); i++) {
            reach();
        }
        ledger.journal().loaded(mark);
    }

    /** Calls of it are rejected from now on, for ever. */
    void revoke(Ledger ledger) {
        mark().revoke();
        marked(ledger);
    }

    void pin(Ledger ledger) {
        mark().pin();
        reach();
        marked(ledger);
    }

    /** Takes a pin away, if there is one. */
    void unpin(Ledger ledger) {
        if (pins() == 0) {
            return;
        }
        mark().unpin();
        unreach();
        ledger.unreached(this);
        marked(ledger);
    }

    /** It is gone: nothing more is to be known of it. */
    void unmark(Ledger ledger) {
        if (mark != null) {
            ledger.journal().removed(mark);
        }
    }

    private ObjectMark mark() {
        if (mark == null) {
            mark = new ObjectMark(text);
        }
        return mark;
    }

    /** Nothing is to be known after a restart of what is gone then, and its text may be that of others as well. */
    private void marked(Ledger ledger) {
        var marked = mark();
        if (marked.isSet() && isNamedByText() && !isDeletedInVat()) {
            ledger.journal().changed(marked);
        } else {
            ledger.journal().removed(marked);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
