package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Revocable;
import dev.vellamo.vat.Revoker;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Caretaker.Guarded;

/** Makes refs that can be taken back. Those to durable objects are of two kinds that every vat has. */
final class Caretakers {

    private final VatBoundary boundary;
    private final Kind<Guarded, Caretaker> caretakers;
    private final Kind<Grip, GripRevoker> revokers;

    /** What a revoker holds. */
    record Grip(Ref caretaker) {}

    /** State of the heap. */
    private static final class HeapState<S> implements Durable<S> {
        private S state;

        HeapState(S state) {
            this.state = state;
        }

        @Override
        public S get() {
            return state;
        }

        @Override
        public void set(S next) {
            this.state = next;
        }
    }

    /** Takes one ref back. */
    static final class GripRevoker implements Revoker {
        private final Durable<Grip> state;
        private final VatBoundary boundary;

        GripRevoker(Durable<Grip> state, VatBoundary boundary) {
            this.state = state;
            this.boundary = boundary;
        }

        @Override
        public void revoke() {
            boundary.crank().requireInside("revoking");
            if (state.get().caretaker() instanceof OwnRef own && own.object() instanceof Caretaker caretaker) {
                caretaker.revoke(boundary);
            }
        }
    }

    Caretakers(VatBoundary boundary, DurableObjects objects) {
        this.boundary = boundary;
        var stored = objects.stored();
        this.caretakers =
                objects.define(DurableObjects.RESERVED + "caretaker", stored.typeOf(Guarded.class), Caretaker::new);
        this.revokers = objects.define(
                DurableObjects.RESERVED + "revoker",
                stored.typeOf(Grip.class),
                state -> new GripRevoker(state, boundary));
    }

    Revocable revocable(Object target) {
        boundary.crank().requireInside("making a revocable ref");
        var guarded = new Guarded(requireTarget(target));
        if (boundary.isDurable(guarded.target())) {
            var caretaker = caretakers.create(guarded);
            var ref = boundary.refTo(caretaker);
            return new Revocable(ref, revokers.create(new Grip(ref)));
        }
        var caretaker = new Caretaker(new HeapState<>(guarded));
        var ref = boundary.refTo(caretaker);
        return new Revocable(ref, new GripRevoker(new HeapState<>(new Grip(ref)), boundary));
    }

    private Object requireTarget(Object target) {
        var view = TypedView.refOf(target);
        var found = view == null ? target : view;
        if (!(found instanceof Ref) && !(found instanceof Remotable)) {
            throw new VatException(
                    ErrorCode.BAD_ARGUMENTS,
                    boundary.owner() + " asked for a revocable ref to a "
                            + target.getClass().getName() + "; it must be a Remotable or a Ref");
        }
        if (found instanceof Remotable) {
            MethodTable.of(found.getClass());
        }
        return found;
    }
}
