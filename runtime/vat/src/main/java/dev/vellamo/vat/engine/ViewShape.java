package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the methods of a typed view mean. */
final class ViewShape {

    private static final ClassValue<ViewShape> SHAPES = new ClassValue<>() {
        @Override
        protected ViewShape computeValue(Class<?> type) {
            return new ViewShape(type);
        }
    };

    /** {@code null} for a method without a result. */
    private final Map<Method, @Nullable JavaType> results = new HashMap<>();

    /** Why the type is no view, or {@code null} if it is one. */
    private final @Nullable String problem;

    private ViewShape(Class<?> type) {
        this.problem = inspect(type);
    }

    /**
     * The shape of a view.
     *
     * @throws VatException with code {@code BAD_ARGUMENTS} if {@code type} is none; says why
     */
    static ViewShape of(Class<?> type) {
        var shape = SHAPES.get(type);
        if (shape.problem != null) {
            throw new VatException(
                    ErrorCode.BAD_ARGUMENTS, type.getName() + " is not a typed view of a ref: " + shape.problem);
        }
        return shape;
    }

    static boolean isView(Class<?> type) {
        return type.isInterface() && SHAPES.get(type).problem == null;
    }

    /** The type of the result, or {@code null} if nobody waits for one. */
    @Nullable
    JavaType resultOf(Method method) {
        return results.get(method);
    }

    private @Nullable String inspect(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation()) {
            return "it is not an interface";
        }
        var loader = type.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || type == Ref.class) {
            return "it belongs to the JDK or to Vellamo";
        }
        if (References.isStage(type)) {
            return "it is a promise";
        }
        var types = JsonForm.types();
        for (var method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
                var wrong = add(method, types);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return results.isEmpty() ? "it has no method to call" : null;
    }

    private @Nullable String add(Method method, TypeFactory types) {
        var result = method.getReturnType();
        if (result == void.class) {
            results.put(method, null);
            return null;
        }
        if (!References.isStage(result)) {
            return "method " + method.getName() + " returns " + result.getName()
                    + "; it must return Promise, CompletionStage or void";
        }
        results.put(method, References.promised(types.constructType(method.getGenericReturnType())));
        return null;
    }

    private static boolean isOfObject(Method method) {
        try {
            return Object.class.getMethod(method.getName(), method.getParameterTypes()) != null;
        } catch (NoSuchMethodException own) {
            return false;
        }
    }
}
