package dev.vellamo.vat.code;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class of a vat, ready to be instantiated.
 *
 * @param classes what was compiled with it; empty unless the code is a source file
 * @param loader the loader made for this vat, or {@code null} if its class is shared
 */
public record LoadedCode(
        Class<? extends Vat> vatClass,
        List<Class<?>> classes,
        @Nullable CodeClassLoader loader) implements AutoCloseable {

    /**
     * Checks the rules of {@link Vat} that can be seen from outside.
     *
     * @throws VatException with code {@code VAT_CODE_INVALID}
     */
    static LoadedCode of(Class<?> type, List<Class<?>> classes, @Nullable CodeClassLoader loader) {
        if (!Vat.class.isAssignableFrom(type)) {
            throw invalid(type, "does not implement " + Vat.class.getName());
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw invalid(type, "is not public");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw invalid(type, "is abstract");
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw invalid(type, "is an inner class; make it static");
        }
        return new LoadedCode(type.asSubclass(Vat.class), classes, loader);
    }

    /**
     * Runs the author's static initialiser and constructor.
     *
     * @throws VatException with code {@code VAT_CODE_INVALID} and what they threw as cause
     */
    public Vat instantiate() {
        Constructor<? extends Vat> constructor;
        try {
            constructor = vatClass.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID,
                    "class " + vatClass.getName() + " has no public constructor without parameters",
                    e);
        }
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID, "the constructor of " + vatClass.getName() + " threw " + cause, cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID, "class " + vatClass.getName() + " cannot be made: " + e, e);
        }
    }

    @Override
    public void close() {
        if (loader != null) {
            loader.close();
        }
    }

    private static VatException invalid(Class<?> type, String problem) {
        return new VatException(ErrorCode.VAT_CODE_INVALID, "class " + type.getName() + " " + problem);
    }
}
