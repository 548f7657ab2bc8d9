package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Refs seen as interfaces. Views of the same ref as the same interface are equal. */
public final class TypedView implements InvocationHandler {

    private static final Object[] NONE = {};

    private final Class<?> type;
    private final ViewShape shape;
    private final Ref ref;

    private TypedView(Class<?> type, ViewShape shape, Ref ref) {
        this.type = type;
        this.shape = shape;
        this.ref = ref;
    }

    /**
     * A view of a ref.
     *
     * @throws dev.vellamo.vat.VatException with code {@code BAD_ARGUMENTS} if {@code type} is not an interface whose
     *     abstract methods return {@code Promise}, {@code CompletionStage}, {@code CompletableFuture} or {@code void}
     */
    public static <T> T of(Class<T> type, Ref ref) {
        var handler = new TypedView(type, ViewShape.of(type), ref);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** The ref behind a view, or {@code null} if {@code object} is not a view. */
    public static @Nullable Ref refOf(Object object) {
        return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof TypedView view
                ? view.ref
                : null;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var given = arguments == null ? NONE : arguments;
        if (method.getDeclaringClass() == Object.class) {
            return invokeObject(method, given);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, given);
        }
        var sent = method.isVarArgs() ? spread(given) : given;
        var result = shape.resultOf(method);
        if (result == null) {
            ref.sendOnly(method.getName(), sent);
            return null;
        }
        return typed(ref.send(method.getName(), sent), result);
    }

    private static Object typed(Promise<?> promise, JavaType result) {
        return !result.isJavaLangObject() && promise instanceof BindablePromise bindable
                ? bindable.bind(result)
                : promise;
    }

    private static Object[] spread(Object[] arguments) {
        var last = arguments.length - 1;
        if (!(arguments[last] instanceof Object[] rest)) {
            return arguments;
        }
        var all = new Object[last + rest.length];
        System.arraycopy(arguments, 0, all, 0, last);
        System.arraycopy(rest, 0, all, last, rest.length);
        return all;
    }

    private @Nullable Object invokeObject(Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> isSame(arguments[0]);
            case "hashCode" -> ref.hashCode();
            default -> type.getSimpleName() + " view of " + ref;
        };
    }

    private boolean isSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof TypedView that
                && that.type == type
                && that.ref.equals(ref);
    }
}
