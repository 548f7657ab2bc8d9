package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one class that can be called by name, with how their arguments are bound.
 *
 * <p>These are its public methods except those of {@code Object}. Of several with one name, that with the right number
 * of parameters is called; a fixed number wins over varargs. Any thread may use it.
 */
public final class MethodTable {

    private static final ClassValue<MethodTable> TABLES = new ClassValue<>() {
        @Override
        protected MethodTable computeValue(Class<?> type) {
            return new MethodTable(type);
        }
    };

    private final Map<String, Overloads> byName = new HashMap<>();

    /** Those that take a stream. */
    private final Map<String, Overloads> streaming = new HashMap<>(0);

    private MethodTable(Class<?> type) {
        new MethodScan(type).methods().forEach((name, methods) -> {
            add(byName, type, name, methods.stream().filter(method -> !takesStream(method)));
            add(streaming, type, name, methods.stream().filter(MethodTable::takesStream));
        });
    }

    private static boolean takesStream(Method method) {
        return MethodEntry.streamParameter(method) >= 0;
    }

    private static void add(Map<String, Overloads> to, Class<?> type, String name, Stream<Method> methods) {
        var all = methods.toList();
        if (!all.isEmpty()) {
            to.put(name, Overloads.of(type, all));
        }
    }

    /**
     * The table of a class; made once.
     *
     * @throws VatException with code {@code NOT_PASSABLE} if two methods take the same number of arguments, or one has
     *     a parameter or result that cannot be copied; names class, method and parameter
     */
    public static MethodTable of(Class<?> type) {
        return TABLES.get(type);
    }

    public boolean has(String method) {
        return byName.containsKey(method);
    }

    /**
     * Calls a method.
     *
     * @param arguments a value that is a list
     * @return what the method returned, not copied
     * @throws VatException with code {@code METHOD_NOT_FOUND} or {@code BAD_ARGUMENTS}
     * @throws Throwable what the method threw
     */
    public @Nullable Object invoke(Object target, String method, CapData arguments, Binding binding) throws Throwable {
        var list = Arguments.asList(arguments, binding.codec());
        return find(method, Arguments.count(list.body()), binding.owner()).call(target, list, binding);
    }

    /**
     * Calls a method that takes a stream.
     *
     * @param arguments a value that is a list, without the stream
     * @return what the method returned, not copied
     * @throws VatException with code {@code STREAMING_UNSUPPORTED}, {@code METHOD_NOT_FOUND} or {@code BAD_ARGUMENTS}
     * @throws Throwable what the method threw
     */
    @Nullable
    Object open(Object target, String method, CapData arguments, OpenedStream stream) throws Throwable {
        var binding = stream.binding();
        var overloads = streaming.get(method);
        if (overloads == null) {
            throw byName.containsKey(method)
                    ? new VatException(
                            ErrorCode.STREAMING_UNSUPPORTED,
                            "method \"" + method + "\" in " + binding.owner() + " takes no stream: send it a message,"
                                    + " or give it a parameter of type StreamHandle")
                    : notFound(method, binding.owner(), streaming.keySet());
        }
        var list = Arguments.asList(arguments, binding.codec());
        return accepting(overloads, method, Arguments.count(list.body()), binding.owner())
                .open(target, list, stream.handle(), binding);
    }

    private static VatException notFound(String method, String owner, Collection<String> known) {
        return new VatException(
                ErrorCode.METHOD_NOT_FOUND,
                "no method \"" + method + "\" in " + owner + NearestNames.of(method, known));
    }

    /** Checks that a method takes that many arguments, with the errors of {@link #invoke}. */
    void require(String method, int argumentCount, String owner) {
        find(method, argumentCount, owner);
    }

    private MethodEntry find(String method, int argumentCount, String owner) {
        var overloads = byName.get(method);
        if (overloads == null) {
            throw streaming.containsKey(method)
                    ? new VatException(
                            ErrorCode.STREAMING_UNSUPPORTED,
                            "method \"" + method + "\" in " + owner + " takes a stream: open one to it with Ref.open")
                    : notFound(method, owner, byName.keySet());
        }
        return accepting(overloads, method, argumentCount, owner);
    }

    private static MethodEntry accepting(Overloads overloads, String method, int argumentCount, String owner) {
        var entry = overloads.accepting(argumentCount);
        if (entry == null) {
            throw new VatException(
                    ErrorCode.BAD_ARGUMENTS,
                    "method \"" + method + "\" in " + owner + " takes " + overloads.describe() + ", got "
                            + argumentCount);
        }
        return entry;
    }
}
