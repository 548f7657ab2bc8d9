package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slots that are positions in a list of objects. */
final class TestSlots implements SlotTable {

    final List<Object> objects = new ArrayList<>();

    @Override
    public Slot slotOf(Object reference) {
        if (!objects.contains(reference)) {
            objects.add(reference);
        }
        return Slot.exported(objects.indexOf(reference));
    }

    @Override
    public Object objectOf(Slot slot) {
        return objects.get((int) slot.index());
    }

    @Override
    public Ref refTo(Object remotable) {
        return new NamedRef("to " + slotOf(remotable));
    }

    @Override
    public Promise<Object> fulfilled(@Nullable Object value) {
        throw new UnsupportedOperationException("no promises here");
    }

    /** A ref that does nothing. */
    record NamedRef(String name) implements Ref {
        @Override
        public Promise<Object> send(String method, Object... arguments) {
            throw new UnsupportedOperationException(method);
        }

        @Override
        public void sendOnly(String method, Object... arguments) {
            throw new UnsupportedOperationException(method);
        }

        @Override
        public StreamHandle open(String method, Object... arguments) {
            throw new UnsupportedOperationException(method);
        }

        @Override
        public <T> T as(Class<T> type) {
            return TypedView.of(type, this);
        }
    }
}
