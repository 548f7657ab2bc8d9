package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Remotable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kind that is defined in this heap. */
final class DurableKind<S, T extends Remotable> implements Kind<S, T> {

    private final DurableObjects objects;
    private final String name;
    private final JavaType type;
    private final Function<Durable<S>, T> make;

    DurableKind(DurableObjects objects, String name, JavaType stateType, Function<Durable<S>, T> make) {
        this.objects = objects;
        this.name = name;
        this.type = objects.stored().objectType(stateType);
        this.make = make;
    }

    String name() {
        return name;
    }

    /** What an object is kept as. */
    JavaType type() {
        return type;
    }

    @Nullable
    T make(Durable<S> state) {
        return make.apply(state);
    }

    @Override
    public T create(S state) {
        return objects.create(this, state);
    }
}
