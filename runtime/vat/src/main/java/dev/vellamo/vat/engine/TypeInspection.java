package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Says before the first call whether the types of a method can be copied. */
final class TypeInspection {

    private static final byte[] JSON_NULL = {'n', 'u', 'l', 'l'};

    private final Class<?> type;
    private final ValueCodec codec;

    private TypeInspection(Class<?> type) {
        this.type = type;
        this.codec = ValueCodec.of(type);
    }

    static TypeInspection of(Class<?> type) {
        return new TypeInspection(type);
    }

    /**
     * The parameter types of a method, a stream's excepted; of the last one, if it is varargs, the type of its items.
     *
     * @throws VatException with code {@code NOT_PASSABLE}
     */
    JavaType[] parameters(Method method) {
        var declared = method.getGenericParameterTypes();
        var bindings = codec.typeOf(type).findSuperType(method.getDeclaringClass());
        var stream = MethodEntry.streamParameter(method);
        var types = new ArrayList<JavaType>(declared.length);
        for (var i = 0; i < declared.length; i++) {
            if (i != stream) {
                types.add(parameter(method, i, bindings));
            }
        }
        requireResult(method, bindings);
        return types.toArray(JavaType[]::new);
    }

    private JavaType parameter(Method method, int index, JavaType bindings) {
        var declared = codec.mapper()
                .getTypeFactory()
                .resolveMemberType(method.getGenericParameterTypes()[index], bindings.getBindings());
        var type = method.isVarArgs() && index == method.getParameterCount() - 1 ? declared.getContentType() : declared;
        var problem = problemOfParameter(type);
        if (problem != null) {
            throw refused(method, "parameter \"" + method.getParameters()[index].getName() + "\"", type, problem);
        }
        return type;
    }

    private void requireResult(Method method, JavaType bindings) {
        var result = codec.mapper()
                .getTypeFactory()
                .resolveMemberType(method.getGenericReturnType(), bindings.getBindings());
        var problem = problemOfResult(result);
        if (problem != null) {
            throw refused(method, "the result", result, problem);
        }
    }

    /** Why values of a type cannot be kept, or {@code null} if they can. */
    @Nullable
    String problemOfState(Class<?> state) {
        return problemOfParameter(codec.typeOf(state));
    }

    private VatException refused(Method method, String where, JavaType bad, String problem) {
        return new VatException(
                ErrorCode.NOT_PASSABLE,
                "method " + type.getName() + "." + method.getName() + " cannot be called from other vats: " + where
                        + " of type " + Decoding.describe(bad) + " cannot be copied (" + problem + ")");
    }

    private @Nullable String problemOfParameter(JavaType parameter) {
        var raw = parameter.getRawClass();
        if (References.isStage(raw)) {
            return problemOfParameter(References.promised(parameter));
        }
        if (References.isReferenceType(raw) || raw == Object.class || raw == void.class || raw.isPrimitive()) {
            return null;
        }
        try {
            codec.mapper().readerFor(parameter).readValue(JSON_NULL);
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        }
    }

    private static @Nullable String problemOfResult(JavaType result) {
        if (ForeignBeans.isNeverPassable(result.getRawClass())) {
            return "it is no value";
        }
        for (var i = 0; i < result.containedTypeCount(); i++) {
            var problem = problemOfResult(result.containedType(i));
            if (problem != null) {
                return problem;
            }
        }
        var content = result.getContentType();
        return content == null || content.equals(result) ? null : problemOfResult(content);
    }
}
