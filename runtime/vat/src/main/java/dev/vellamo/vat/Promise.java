package dev.vellamo.vat;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;

/**
 * The result of a send, or of work a vat goes on with.
 *
 * <p>It is a {@link CompletionStage} whose dependents run in the vat, on its thread, in a crank. It can be passed on
 * in arguments and results, and messages can be sent to it before it resolves. A rejection is a {@link VatException}.
 *
 * <p>Nothing waits: {@code join} and {@code get} of {@link #toCompletableFuture} fail at once inside a vat if the
 * promise is not settled.
 */
public interface Promise<T> extends CompletionStage<T> {

    /**
     * The same result bound to a type.
     *
     * @return rejected with code {@code BAD_RESULT} if the value does not fit
     */
    <U> Promise<U> as(Class<U> type);

    /** As {@link #as(Class)} for a type with parameters, such as {@code List<Order>}. */
    <U> Promise<U> as(TypeRef<U> type);

    /**
     * Sends a message to the object this promise will resolve to, without waiting for it (pipelining). Messages
     * arrive in the order in which they were sent.
     */
    Promise<Object> send(String method, Object... arguments);

    /** A ref to whatever this promise resolves to; messages to it are pipelined. */
    Ref ref();

    /** A generic type, captured: {@code new TypeRef<List<Order>>() {}}. */
    abstract class TypeRef<U> {
        private final Type type;

        protected TypeRef() {
            if (!(getClass().getGenericSuperclass() instanceof java.lang.reflect.ParameterizedType parameterized)) {
                throw new IllegalArgumentException("a TypeRef needs its type: new TypeRef<List<Order>>() {}");
            }
            this.type = parameterized.getActualTypeArguments()[0];
        }

        public final Type type() {
            return type;
        }
    }
}
