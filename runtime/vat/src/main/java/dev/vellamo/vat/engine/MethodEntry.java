package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One method, ready to be called. */
final class MethodEntry {

    private final String name;
    private final MethodHandle handle;
    private final JavaType[] parameters;
    private final boolean varargs;

    /** Where a stream stands among the parameters, or -1 if the method takes none. */
    private final int stream;

    private MethodEntry(Method method, MethodHandle handle, JavaType[] parameters) {
        this.name = method.getName();
        this.handle = handle;
        this.parameters = parameters;
        this.varargs = method.isVarArgs();
        this.stream = streamParameter(method);
    }

    /** Which parameter of a method is a stream; -1 if none is. */
    static int streamParameter(Method method) {
        return Arrays.asList(method.getParameterTypes()).indexOf(StreamHandle.class);
    }

    /**
     * Binds the types of a method as the concrete class sees them.
     *
     * @throws VatException with code {@code NOT_PASSABLE} if one of them cannot be copied
     */
    static MethodEntry of(Class<?> type, Method method) {
        var parameters = TypeInspection.of(type).parameters(method);
        try {
            method.setAccessible(true);
            var count = method.getParameterCount();
            var direct = MethodHandles.lookup().unreflect(method).asFixedArity();
            var generic = direct.asType(MethodType.genericMethodType(count + 1));
            // With one argument or none, nothing is spread, unless one is a stream.
            var isSpread = count > 1 || streamParameter(method) >= 0;
            return new MethodEntry(method, isSpread ? generic.asSpreader(Object[].class, count) : generic, parameters);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new VatException(
                    ErrorCode.NOT_PASSABLE,
                    "method " + type.getName() + "." + method.getName() + " cannot be called from outside its module: "
                            + e,
                    e);
        }
    }

    /** How many arguments it takes, besides a stream. */
    int parameterCount() {
        return parameters.length;
    }

    /** Calls a method that takes a stream. */
    @Nullable
    Object open(Object target, CapData arguments, StreamHandle handle, Binding binding) throws Throwable {
        var references = ValueCodec.references(arguments, binding.slots());
        var bound = new @Nullable Object[parameters.length + 1];
        for (var i = 0; i < bound.length; i++) {
            bound[i] = i == stream ? handle : bind(arguments.body(), i < stream ? i : i - 1, references, binding);
        }
        return (Object) this.handle.invokeExact(target, bound);
    }

    @Nullable
    Object call(Object target, CapData arguments, Binding binding) throws Throwable {
        var references = ValueCodec.references(arguments, binding.slots());
        if (varargs) {
            return callVarargs(target, arguments.body(), references, binding);
        }
        if (parameters.length == 0) {
            return (Object) handle.invokeExact(target);
        }
        if (parameters.length == 1) {
            var only = bind(arguments.body(), 0, references, binding);
            return (Object) handle.invokeExact(target, only);
        }
        var bound = new @Nullable Object[parameters.length];
        for (var i = 0; i < bound.length; i++) {
            bound[i] = bind(arguments.body(), i, references, binding);
        }
        return (Object) handle.invokeExact(target, bound);
    }

    private @Nullable Object callVarargs(Object target, Passable arguments, Object[] references, Binding binding)
            throws Throwable {
        var last = parameters.length - 1;
        var rest = Arguments.count(arguments) - last;
        var array = Array.newInstance(parameters[last].getRawClass(), rest);
        for (var i = 0; i < rest; i++) {
            Array.set(array, i, bind(arguments, last + i, references, binding));
        }
        if (last == 0) {
            return (Object) handle.invokeExact(target, array);
        }
        var bound = new Object[parameters.length];
        for (var i = 0; i < last; i++) {
            bound[i] = bind(arguments, i, references, binding);
        }
        bound[last] = array;
        return (Object) handle.invokeExact(target, bound);
    }

    private @Nullable Object bind(Passable arguments, int index, Object[] references, Binding binding) {
        var type = parameters[Math.min(index, parameters.length - 1)];
        try {
            return arguments instanceof Passable.ImmutableItems items
                    ? binding.codec().bind(items.items().get(index), type, binding.slots())
                    : binding.codec().decode(itemOf(arguments, index), type, references, binding.slots());
        } catch (VatException e) {
            throw new VatException(new Fault(
                    ErrorCode.BAD_ARGUMENTS.name(),
                    null,
                    "argument " + (index + 1) + " of method \"" + name + "\" in " + binding.owner() + ": "
                            + e.fault().message(),
                    null));
        }
    }

    private static Passable itemOf(Passable arguments, int index) {
        List<Passable> items = ((Passable.Sequence) arguments).items();
        return items.get(index);
    }
}
