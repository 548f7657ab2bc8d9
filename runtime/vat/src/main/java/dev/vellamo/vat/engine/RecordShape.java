package dev.vellamo.vat.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** How to take a record of one class apart and put it together again. */
final class RecordShape {

    /** Records in records; deeper ones, and those that contain themselves, are taken apart. */
    static final int MAX_NESTING = 8;

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type.asSubclass(Record.class));
        }
    };

    private final RecordComponent[] components;
    private final MethodHandle @Nullable [] accessors;
    private final @Nullable MethodHandle constructor;
    private final boolean immutable;

    private RecordShape(Class<? extends Record> type) {
        this.components = type.getRecordComponents();
        MethodHandle @Nullable [] found = null;
        MethodHandle made = null;
        try {
            found = accessors(components);
            made = constructor(type, components);
        } catch (ReflectiveOperationException | RuntimeException closedModule) {
            // A record that reflection cannot open is left to Jackson, which reports what it cannot do with it.
            found = null;
        }
        this.accessors = found;
        this.constructor = made;
        this.immutable = made != null && isImmutable(type, MAX_NESTING);
    }

    static RecordShape of(Class<? extends Record> type) {
        return SHAPES.get(type);
    }

    boolean isAccessible() {
        return constructor != null;
    }

    /** The type of each component says that its value is immutable, and JSON gives back an equal one. */
    boolean isImmutable() {
        return immutable;
    }

    RecordComponent[] components() {
        return components;
    }

    @Nullable
    Object component(Record value, int index) {
        if (accessors == null) {
            throw new IllegalStateException(value.getClass() + " is not accessible");
        }
        try {
            return (Object) accessors[index].invokeExact((Object) value);
        } catch (Throwable thrown) {
            throw Faults.unchecked(thrown);
        }
    }

    /** Runs the canonical constructor; what it throws is thrown. */
    Object construct(@Nullable Object[] values) throws Throwable {
        if (constructor == null) {
            throw new IllegalStateException("the record is not accessible");
        }
        return (Object) constructor.invokeExact(values);
    }

    private static MethodHandle[] accessors(RecordComponent[] components) throws IllegalAccessException {
        var handles = new MethodHandle[components.length];
        for (var i = 0; i < components.length; i++) {
            var accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            handles[i] = MethodHandles.lookup().unreflect(accessor).asType(MethodType.genericMethodType(1));
        }
        return handles;
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components)
            throws ReflectiveOperationException {
        var parameters = new Class<?>[components.length];
        for (var i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
        }
        var canonical = type.getDeclaredConstructor(parameters);
        canonical.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asType(MethodType.genericMethodType(components.length))
                .asSpreader(Object[].class, components.length);
    }

    private static boolean isImmutable(Class<?> type, int nestingLeft) {
        if (nestingLeft == 0 || type.getTypeParameters().length > 0) {
            return false;
        }
        for (var component : type.getRecordComponents()) {
            var inner = component.getType();
            var nested = inner.isRecord() && Forms.isPlain(inner) && isImmutable(inner, nestingLeft - 1);
            if (!nested && !Forms.isImmutableByType(inner)) {
                return false;
            }
        }
        return true;
    }
}
