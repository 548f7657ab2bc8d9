package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Durable;

/** The state of one durable object. */
final class DurableState<S> implements Durable<S> {

    private final DurableKind<S, ?> kind;
    private final DurableObjects objects;
    private final Slot slot;

    DurableState(DurableObjects objects, DurableKind<S, ?> kind, Slot slot) {
        this.objects = objects;
        this.kind = kind;
        this.slot = slot;
    }

    @Override
    @SuppressWarnings("unchecked") // The codec made the state an instance of the kind's type.
    public S get() {
        return (S) objects.read(slot, kind.type());
    }

    @Override
    public void set(S state) {
        objects.write(slot, kind.name(), state);
    }
}
