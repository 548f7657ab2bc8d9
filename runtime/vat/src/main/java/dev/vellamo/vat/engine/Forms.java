package dev.vellamo.vat.engine;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.code.CodeClassLoader;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** How the values of a class leave a vat. */
enum Forms {
    /** As themselves. */
    TEXT,
    /** As themselves. */
    SCALAR,
    /** As themselves if JSON could carry them. */
    BIG_NUMBER,
    /** As themselves: a record of scalars. */
    IMMUTABLE_RECORD,
    BYTES,
    LIST,
    RECORD,
    REFERENCE,
    /** As a reference if it is a typed view. */
    PROXY,
    JSON;

    private static final Set<Class<?>> SCALARS = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    private static final ClassValue<Forms> FORMS = new ClassValue<>() {
        @Override
        protected Forms computeValue(Class<?> type) {
            return classify(type);
        }
    };

    static Forms of(Class<?> type) {
        return FORMS.get(type);
    }

    boolean isImmutable() {
        return compareTo(IMMUTABLE_RECORD) <= 0;
    }

    static boolean isReference(Class<?> type) {
        return Remotable.class.isAssignableFrom(type)
                || Ref.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type);
    }

    private static Forms classify(Class<?> type) {
        if (type == String.class) {
            return TEXT;
        }
        if (isReference(type)) {
            return REFERENCE;
        }
        if (Proxy.isProxyClass(type)) {
            return PROXY;
        }
        if (type == byte[].class) {
            return BYTES;
        }
        if (type == BigInteger.class || type == BigDecimal.class) {
            return BIG_NUMBER;
        }
        return SCALARS.contains(type) || isPlainEnum(type) ? SCALAR : classifyContainer(type);
    }

    private static Forms classifyContainer(Class<?> type) {
        if (List.class.isAssignableFrom(type) && type.getClassLoader() == null) {
            return LIST;
        }
        if (type.isRecord() && isPlain(type)) {
            var shape = RecordShape.of(type.asSubclass(Record.class));
            return !shape.isAccessible() ? JSON : shape.isImmutable() ? IMMUTABLE_RECORD : RECORD;
        }
        return JSON;
    }

    private static boolean isPlainEnum(Class<?> type) {
        var declaring = type.isEnum() ? type : type.getSuperclass();
        return declaring != null && declaring.isEnum() && isPlain(declaring);
    }

    /** Whether a declared type says alone that its values are immutable and travel as themselves. */
    static boolean isImmutableByType(Class<?> type) {
        return type.isPrimitive() || type == String.class || SCALARS.contains(type) || isPlainEnum(type);
    }

    /** Every vat of this JVM has the class, and no annotation changes how Jackson sees it. */
    static boolean isPlain(Class<?> type) {
        return !CodeClassLoader.isPrivateToVat(type) && !isAnnotated(type);
    }

    private static boolean isAnnotated(Class<?> type) {
        if (hasJackson(type)
                || anyHasJackson(type.getDeclaredFields())
                || anyHasJackson(type.getDeclaredMethods())
                || anyHasJackson(type.getDeclaredConstructors())) {
            return true;
        }
        for (var parent : type.getInterfaces()) {
            if (isAnnotated(parent)) {
                return true;
            }
        }
        return type.getSuperclass() != null && isAnnotated(type.getSuperclass());
    }

    private static boolean anyHasJackson(AnnotatedElement[] elements) {
        for (var element : elements) {
            if (hasJackson(element)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasJackson(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            var type = annotation.annotationType();
            if (type.isAnnotationPresent(JacksonAnnotation.class)
                    || type.isAnnotationPresent(JacksonAnnotationsInside.class)
                    || type.getName().startsWith("com.fasterxml.jackson.")) {
                return true;
            }
        }
        return false;
    }
}
