package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Java values in the durable state of a vat. */
final class StoredState {

    private final VatBoundary boundary;
    private final StoredSlots slots;

    StoredState(VatBoundary boundary) {
        this.boundary = boundary;
        this.slots = new StoredSlots(boundary);
    }

    String owner() {
        return boundary.owner();
    }

    VatValues values() {
        return boundary.values();
    }

    void requireInside() {
        boundary.crank().requireInside("using durable state");
    }

    JavaType typeOf(Type type) {
        return boundary.codec().typeOf(type);
    }

    /** What the state of a durable object is kept as. */
    JavaType objectType(JavaType state) {
        return boundary.codec().mapper().getTypeFactory().constructParametricType(StoredObject.class, state);
    }

    /**
     * A copy of a stored value.
     *
     * @param what what the value is, for people
     * @throws VatException with code {@code BAD_RESULT}
     */
    @Nullable
    Object read(CapData value, JavaType type, String what) {
        requireInside();
        try {
            var references = ValueCodec.references(value, boundary);
            return boundary.codec().decode(value.body(), type, references, slots);
        } catch (VatException e) {
            throw new VatException(
                    ErrorCode.BAD_RESULT,
                    what + " in " + owner() + ": " + e.fault().message(),
                    e);
        }
    }

    void write(String key, Object value) {
        requireInside();
        values().put(key, boundary.codec().encode(value, slots));
    }

    /** A number of the engine's own, or {@code absent} if there is none yet. */
    long number(String key, long absent) {
        var value = values().find(key);
        return value != null && read(value, typeOf(Long.class), key) instanceof Long number ? number : absent;
    }
}
