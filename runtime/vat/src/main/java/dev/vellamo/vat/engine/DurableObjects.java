package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable objects of a vat. What there are says the durable state; the heap has those that were used.
 *
 * <p>The object {@code o+d7} has its kind and state at the key {@code object.7}.
 */
final class DurableObjects {

    /** Before the names of kinds that are not an author's. */
    static final String RESERVED = "vellamo.";

    private static final String NEXT = "engine.nextObject";

    private final VatBoundary boundary;
    private final StoredState stored;
    private final Map<String, DurableKind<?, ?>> kinds = new HashMap<>(4);

    /** The number of the next object; 0 if it was not read yet. */
    private long next;

    /** Whether an author's code makes an object. */
    private boolean making;

    DurableObjects(VatBoundary boundary, StoredState stored) {
        this.boundary = boundary;
        this.stored = stored;
    }

    StoredState stored() {
        return stored;
    }

    <S, T extends Remotable> DurableKind<S, T> define(String name, JavaType stateType, Function<Durable<S>, T> make) {
        var kind = new DurableKind<>(this, name, stateType, make);
        if (kinds.putIfAbsent(name, kind) != null) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID, boundary.owner() + " defines the kind \"" + name + "\" twice");
        }
        return kind;
    }

    <S, T extends Remotable> T create(DurableKind<S, T> kind, S state) {
        stored.requireInside();
        var number = next == 0 ? stored.number(NEXT, 1) : next;
        var slot = Slot.durable(number);
        stored.write(key(slot), new StoredObject<>(kind.name(), requireState(state)));
        try {
            stored.write(NEXT, number + 1);
            next = number + 1;
            return make(kind, slot, Reach.UNKNOWN);
        } catch (RuntimeException | Error e) {
            stored.values().delete(key(slot));
            throw e;
        }
    }

    private <S, T extends Remotable> T make(DurableKind<S, T> kind, Slot slot, Reach reach) {
        making = true;
        T made;
        try {
            made = kind.make(new DurableState<>(this, kind, slot));
        } finally {
            making = false;
        }
        if (made == null || boundary.exports().find(made) != null) {
            throw new VatException(
                    ErrorCode.KIND_UNUSABLE,
                    "the kind \"" + kind.name() + "\" of " + boundary.owner() + " made "
                            + (made == null ? "null" : "an object that others know already")
                            + "; each time it must make a new object");
        }
        MethodTable.of(made.getClass());
        boundary.exports().durable(slot, made, reach);
        return made;
    }

    /** The slots of all that there are. */
    List<Slot> slots() {
        return stored.values().keys().stream()
                .filter(key -> key.startsWith(VatState.OBJECT))
                .map(key -> Slot.durable(Long.parseLong(key.substring(VatState.OBJECT.length()))))
                .toList();
    }

    boolean exists(Slot slot) {
        return slot.isDurableExport() && stored.values().has(key(slot));
    }

    /**
     * The object of a slot, made again if the heap has it not, or {@code null} if it was deleted.
     *
     * @throws VatException with code {@code KIND_UNUSABLE}
     */
    @Nullable
    Object revive(Slot slot) {
        var value = stored.values().find(key(slot));
        if (value == null) {
            return null;
        }
        try {
            return make(kindOf(value), slot, Reach.REACHED);
        } catch (Exception e) {
            throw unusable(slot, e);
        }
    }

    private VatException unusable(Slot slot, Exception cause) {
        return new VatException(
                ErrorCode.KIND_UNUSABLE,
                "durable object " + slot + " of " + boundary.owner() + " cannot be used: " + cause.getMessage(),
                cause);
    }

    private DurableKind<?, ?> kindOf(CapData object) throws IOException {
        var name = nameOfKind(object);
        if (name.startsWith(RESERVED)) {
            boundary.caretakers();
        }
        var kind = kinds.get(name);
        if (kind == null) {
            var defined = new ArrayList<>(kinds.keySet());
            defined.removeIf(other -> other.startsWith(RESERVED));
            throw new VatException(
                    ErrorCode.KIND_UNUSABLE,
                    "its kind \"" + name + "\" is not defined in root" + NearestNames.of(name, defined));
        }
        return kind;
    }

    private String nameOfKind(CapData object) throws IOException {
        return StoredObject.kindIn(object, boundary.codec().mapper().getFactory());
    }

    /**
     * The state of an object.
     *
     * @param type what the object is kept as
     * @throws VatException with code {@code KIND_UNUSABLE} if it does not fit
     */
    Object read(Slot slot, JavaType type) {
        stored.requireInside();
        if (making) {
            throw new IllegalStateException(
                    "a durable object reads its state while it is made; read it in its methods");
        }
        var value = stored.values().find(key(slot));
        if (value == null) {
            throw deleted(slot);
        }
        try {
            var object = (StoredObject<?>) Objects.requireNonNull(stored.read(value, type, "its state"));
            return Objects.requireNonNull(object.state(), "its state is null");
        } catch (RuntimeException e) {
            throw unusable(slot, e);
        }
    }

    void write(Slot slot, String kind, Object state) {
        if (!exists(slot)) {
            throw deleted(slot);
        }
        stored.write(key(slot), new StoredObject<>(kind, requireState(state)));
    }

    private static <S> S requireState(S state) {
        return Objects.requireNonNull(state, "the state of a durable object is null");
    }

    /** Changes the states of all objects of a kind. */
    void migrate(String kind, JavaType oldType, UnaryOperator<Object> change) throws IOException {
        for (var key : new ArrayList<>(stored.values().keys())) {
            var value = key.startsWith(VatState.OBJECT) ? stored.values().find(key) : null;
            if (value != null && nameOfKind(value).equals(kind)) {
                var slot = Slot.durable(Long.parseLong(key.substring(VatState.OBJECT.length())));
                write(slot, kind, change.apply(read(slot, stored.objectType(oldType))));
            }
        }
    }

    void delete(Slot slot) {
        stored.values().delete(key(slot));
    }

    VatException deleted(Slot slot) {
        return new VatException(
                ErrorCode.OBJECT_DELETED, "there is no object " + slot + " in " + boundary.owner() + " any more");
    }

    private static String key(Slot slot) {
        return VatState.OBJECT + slot.index();
    }
}
