package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of one name: at most one for a number of arguments. */
final class Overloads {

    /** By number of parameters. */
    private final @Nullable MethodEntry[] fixed;

    private final @Nullable MethodEntry varargs;

    private Overloads(@Nullable MethodEntry[] fixed, @Nullable MethodEntry varargs) {
        this.fixed = fixed;
        this.varargs = varargs;
    }

    static Overloads of(Class<?> type, List<Method> methods) {
        @Nullable MethodEntry[] fixed = new MethodEntry[0];
        MethodEntry varargs = null;
        for (var method : methods) {
            requireOneStream(type, method);
            var entry = MethodEntry.of(type, method);
            if (method.isVarArgs()) {
                refuseSecond(type, varargs, method);
                varargs = entry;
                continue;
            }
            var count = entry.parameterCount();
            if (count >= fixed.length) {
                fixed = Arrays.copyOf(fixed, count + 1);
            }
            refuseSecond(type, fixed[count], method);
            fixed[count] = entry;
        }
        return new Overloads(fixed, varargs);
    }

    private static void requireOneStream(Class<?> type, Method method) {
        var streams = Arrays.stream(method.getParameterTypes())
                .filter(parameter -> parameter == StreamHandle.class)
                .count();
        if (streams > 1 || (streams == 1 && method.isVarArgs())) {
            throw new VatException(
                    ErrorCode.NOT_PASSABLE,
                    "method " + type.getName() + "." + method.getName()
                            + " cannot be called from other vats: one that takes a stream takes one, and no varargs");
        }
    }

    private static void refuseSecond(Class<?> type, @Nullable MethodEntry first, Method second) {
        if (first != null) {
            throw new VatException(
                    ErrorCode.NOT_PASSABLE,
                    "class " + type.getName() + " has two methods \"" + second.getName()
                            + "\" that take the same number of arguments: rename one of them, or make it non-public");
        }
    }

    @Nullable
    MethodEntry accepting(int arguments) {
        if (arguments < fixed.length && fixed[arguments] != null) {
            return fixed[arguments];
        }
        return varargs != null && arguments >= varargs.parameterCount() - 1 ? varargs : null;
    }

    /** For example {@code 1 or 2 arguments}. */
    String describe() {
        var text = new StringBuilder();
        for (var count = 0; count < fixed.length; count++) {
            if (fixed[count] != null) {
                text.append(text.isEmpty() ? "" : " or ").append(count);
            }
        }
        if (varargs != null) {
            text.append(text.isEmpty() ? "" : " or ")
                    .append(varargs.parameterCount() - 1)
                    .append(" or more");
        }
        return text.append(text.toString().equals("1") ? " argument" : " arguments")
                .toString();
    }
}
