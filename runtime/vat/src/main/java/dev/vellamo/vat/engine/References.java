package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives references that arrived the type their receiver declares. */
final class References {

    private References() {}

    /** Types that a reference can be given as, other than {@code Object}. */
    static boolean isReferenceType(Class<?> type) {
        return isStage(type) || Forms.isReference(type) || ViewShape.isView(type);
    }

    static boolean isStage(Class<?> type) {
        return type == Promise.class || type == CompletionStage.class || type == CompletableFuture.class;
    }

    /**
     * Binds a reference.
     *
     * @param reference what {@link SlotTable#objectOf} gave
     */
    static Object bind(Object reference, JavaType type, SlotTable slots) {
        var raw = type.getRawClass();
        if (isStage(raw)) {
            return reference instanceof Promise<?> promise
                    ? bindPromise(promise, promised(type))
                    : slots.fulfilled(bind(reference, promised(type), slots));
        }
        if (raw == Object.class || raw.isInstance(reference)) {
            return reference;
        }
        if (raw == Ref.class) {
            return asRef(reference, slots);
        }
        if (ViewShape.isView(raw)) {
            return TypedView.of(raw, asRef(reference, slots));
        }
        if (reference instanceof VatRef ref && ref.lost() != null) {
            throw new VatException(ref.lost());
        }
        throw new VatException(
                ErrorCode.BAD_ARGUMENTS, "expected " + Decoding.describe(type) + ", got " + describe(reference));
    }

    private static Object bindPromise(Promise<?> promise, JavaType type) {
        return type.isJavaLangObject() || !(promise instanceof BindablePromise bindable)
                ? promise
                : bindable.bind(type);
    }

    private static Ref asRef(Object reference, SlotTable slots) {
        if (reference instanceof Ref ref) {
            return ref;
        }
        return reference instanceof Promise<?> promise ? promise.ref() : slots.refTo(reference);
    }

    /** What a promise type says about its result. */
    static JavaType promised(JavaType stage) {
        var parameters = stage.findTypeParameters(CompletionStage.class);
        return parameters.length == 0 ? TypeFactory.unknownType() : parameters[0];
    }

    static String describe(@Nullable Object reference) {
        if (reference instanceof Promise<?>) {
            return "a promise";
        }
        return reference instanceof Ref || reference == null
                ? "a ref"
                : "a ref to " + reference.getClass().getName();
    }
}
