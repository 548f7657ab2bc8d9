package dev.vellamo.vat.engine;

import org.jspecify.annotations.Nullable;

/** The short way from an immutable value to a declared type, where it is sure to end where JSON would. */
final class Scalars {

    /** The answer if there is no short way. */
    static final Object NEEDS_JSON = new Object();

    private Scalars() {}

    static @Nullable Object bind(@Nullable Object value, Class<?> type) {
        if (value == null) {
            return isNullable(type) ? null : NEEDS_JSON;
        }
        var from = value.getClass();
        if (type == from) {
            return value;
        }
        if (type == Object.class) {
            return untyped(value);
        }
        if (value instanceof Integer number) {
            return fromInteger(number, type);
        }
        if (value instanceof Long number) {
            return fromLong(number, type);
        }
        if (value instanceof Double) {
            return type == double.class ? value : NEEDS_JSON;
        }
        if (value instanceof Boolean) {
            return type == boolean.class ? value : NEEDS_JSON;
        }
        if (value instanceof Character) {
            return type == char.class ? value : NEEDS_JSON;
        }
        return value instanceof Enum<?> constant && constant.getDeclaringClass() == type ? value : NEEDS_JSON;
    }

    private static Object untyped(Object value) {
        if (value instanceof String || value instanceof Integer || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Long number) {
            return number == number.intValue() ? (Object) number.intValue() : number;
        }
        return value instanceof Double number && Double.isFinite(number) ? value : NEEDS_JSON;
    }

    private static Object fromInteger(Integer number, Class<?> type) {
        if (type == int.class) {
            return number;
        }
        return type == long.class || type == Long.class ? (Object) number.longValue() : NEEDS_JSON;
    }

    private static Object fromLong(Long number, Class<?> type) {
        if (type == long.class) {
            return number;
        }
        return (type == int.class || type == Integer.class) && number == number.intValue()
                ? (Object) number.intValue()
                : NEEDS_JSON;
    }

    /** Types for which JSON's null is simply {@code null}. */
    private static boolean isNullable(Class<?> type) {
        return type == Object.class
                || type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class
                || type == Void.class
                || type == void.class
                || type.isEnum()
                || type.isRecord();
    }
}
