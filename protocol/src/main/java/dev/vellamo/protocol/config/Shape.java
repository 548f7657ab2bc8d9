package dev.vellamo.protocol.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of one record, as its {@link Key}s say.
 *
 * @param keys in the order of the components
 */
record Shape(Class<?> type, List<Entry> keys, Constructor<?> constructor) {

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            var keys = Arrays.stream(type.getRecordComponents()).map(Entry::of).toList();
            return new Shape(type, keys, canonicalConstructor(type));
        }
    };

    private static final ClassValue<List<Shape>> VARIANTS = new ClassValue<>() {
        @Override
        protected List<Shape> computeValue(Class<?> type) {
            return Arrays.stream(type.getPermittedSubclasses()).map(Shape::of).toList();
        }
    };

    static Shape of(Class<?> recordType) {
        return SHAPES.get(recordType);
    }

    /** The records of a sealed interface, in the order of its file. */
    static List<Shape> variants(Class<?> sealedType) {
        return VARIANTS.get(sealedType);
    }

    /** What chooses this record among those of its sealed interface, if something does. */
    Optional<Variant> variant() {
        return Optional.ofNullable(type.getAnnotation(Variant.class));
    }

    /** The key whose value is {@link #variantName}. */
    String variantKey() {
        return variant().orElseThrow().key();
    }

    String variantName() {
        return variant().orElseThrow().value();
    }

    /** All keys that may stand in the record's object, those of flat components included. */
    List<String> keyNames() {
        return keys.stream()
                .flatMap(entry -> entry.key.flat()
                        ? variants(entry.rawType()).stream().flatMap(shape -> shape.keyNames().stream())
                        : Stream.of(entry.name))
                .toList();
    }

    /** The key that shows that this variant of a flat component is meant. */
    String marker() {
        return keys.get(0).name;
    }

    boolean needsNothing() {
        return keys.stream().noneMatch(Entry::isRequired);
    }

    /** The record with these components, in their order. */
    Object create(Collection<Object> components) {
        try {
            return constructor.newInstance(components.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getName() + " refused what was read for it", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be created", e);
        }
    }

    private static Constructor<?> canonicalConstructor(Class<?> type) {
        var types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " is not a record", e);
        }
    }

    /** How a constant is written: {@code BEST_EFFORT} as {@code best-effort}. */
    static String constantText(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * One key.
     *
     * @param fallback its default; {@code null}: none
     */
    record Entry(
            String name,
            Type valueType,
            Key key,
            Method accessor,
            @Nullable Node fallback) {

        private static Entry of(RecordComponent component) {
            var key = component.getAnnotation(Key.class);
            if (key == null) {
                throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " has no @Key");
            }
            var name = key.name().isEmpty() ? component.getName() : key.name();
            var fallback = key.or().isEmpty() ? null : NodeReader.trusted(key.or());
            return new Entry(name, component.getGenericType(), key, component.getAccessor(), fallback);
        }

        boolean isRequired() {
            return fallback == null && !isOptional();
        }

        boolean isOptional() {
            return rawType() == Optional.class;
        }

        Class<?> rawType() {
            return (Class<?>) (valueType instanceof ParameterizedType generic ? generic.getRawType() : valueType);
        }

        /** Whether it may be written in an object whose {@code type} is this. */
        boolean belongsTo(@Nullable String objectType) {
            return key.onlyFor().length == 0
                    || (objectType != null && List.of(key.onlyFor()).contains(objectType));
        }

        boolean dependsOnType() {
            return key.onlyFor().length > 0;
        }

        Object of(Object owner) {
            try {
                return accessor.invoke(owner);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(accessor + " cannot be called", e);
            }
        }
    }
}
