package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Promise.TypeRef;
import dev.vellamo.vat.VatException;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The author's part of a vat's durable state. */
final class VatBaggage implements Baggage {

    private final StoredState state;

    VatBaggage(StoredState state) {
        this.state = state;
    }

    @Override
    public boolean has(String key) {
        return state.values().has(stored(key));
    }

    @Override
    public void init(String key, Object value) {
        var stored = stored(key);
        if (state.values().has(stored)) {
            throw new VatException(
                    ErrorCode.BAGGAGE_KEY_EXISTS,
                    "there is a value of the baggage key \"" + key + "\" in " + state.owner()
                            + " already; to change it use set");
        }
        write(stored, value);
    }

    @Override
    @SuppressWarnings("unchecked") // The codec made the value an instance of the type.
    public <T> T get(String key, Class<T> type) {
        return (T) read(key, state.typeOf(type));
    }

    @Override
    @SuppressWarnings("unchecked") // The codec made the value an instance of the type.
    public <T> T get(String key, TypeRef<T> type) {
        return (T) read(key, state.typeOf(type.type()));
    }

    private Object read(String key, JavaType type) {
        var what = "baggage key \"" + key + "\"";
        return Objects.requireNonNull(state.read(require(key), type, what), what);
    }

    @Override
    public <T> Optional<T> find(String key, Class<T> type) {
        return has(key) ? Optional.of(get(key, type)) : Optional.empty();
    }

    @Override
    public void set(String key, Object value) {
        require(key);
        write(stored(key), value);
    }

    @Override
    public void put(String key, Object value) {
        write(stored(key), value);
    }

    @Override
    public void delete(String key) {
        require(key);
        state.values().delete(stored(key));
    }

    @Override
    public Set<String> keys() {
        state.requireInside();
        return Collections.unmodifiableSet(names());
    }

    private Set<String> names() {
        var names = new TreeSet<String>();
        for (var key : state.values().keys()) {
            if (key.startsWith(VatState.BAGGAGE)) {
                names.add(key.substring(VatState.BAGGAGE.length()));
            }
        }
        return names;
    }

    private void write(String stored, @Nullable Object value) {
        if (value == null) {
            var key = stored.substring(VatState.BAGGAGE.length());
            throw new VatException(
                    ErrorCode.BAD_ARGUMENTS,
                    "the value of the baggage key \"" + key + "\" in " + state.owner()
                            + " would be null; delete the key instead");
        }
        state.write(stored, value);
    }

    private CapData require(String key) {
        var value = state.values().find(stored(key));
        if (value == null) {
            throw new VatException(
                    ErrorCode.BAGGAGE_KEY_MISSING,
                    "there is no value of the baggage key \"" + key + "\" in " + state.owner()
                            + NearestNames.of(key, names()));
        }
        return value;
    }

    private String stored(String key) {
        state.requireInside();
        if (key.length() > MAX_KEY_CHARS) {
            throw new VatException(
                    ErrorCode.LIMIT_REACHED,
                    "a baggage key of " + key.length() + " characters in " + state.owner()
                            + " is over the limit MAX_KEY_CHARS of " + MAX_KEY_CHARS + ": \""
                            + key.substring(0, MAX_KEY_CHARS) + "…\"");
        }
        return VatState.BAGGAGE + key;
    }
}
