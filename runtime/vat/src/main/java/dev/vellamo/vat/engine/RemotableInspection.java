package dev.vellamo.vat.engine;

import com.fasterxml.jackson.databind.JavaType;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.code.LoadedCode;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the method tables of all remotable classes that can be seen from a vat's class: its member classes, what was
 * compiled with it, and what their methods take and return. Others are inspected when they are first passed on.
 */
final class RemotableInspection {

    private final Set<Class<?>> seen = new HashSet<>();
    private final ArrayDeque<Class<?>> open = new ArrayDeque<>();

    private RemotableInspection() {}

    /**
     * Inspects the code of a vat.
     *
     * @throws VatException with code {@code NOT_PASSABLE}, or {@code VAT_CODE_INVALID} if a class lacks another
     */
    static void inspect(LoadedCode code) {
        var inspection = new RemotableInspection();
        try {
            inspection.addMembers(code.vatClass());
            code.classes().forEach(inspection::add);
            for (var next = inspection.open.poll(); next != null; next = inspection.open.poll()) {
                inspection.inspect(next);
            }
        } catch (LinkageError e) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID,
                    "a class that " + code.vatClass().getName() + " needs: " + e,
                    e);
        }
    }

    private void addMembers(Class<?> type) {
        add(type);
        for (var member : type.getDeclaredClasses()) {
            addMembers(member);
        }
    }

    private void add(Class<?> type) {
        if (Remotable.class.isAssignableFrom(type) && type != Remotable.class && seen.add(type)) {
            open.add(type);
        }
    }

    private void inspect(Class<?> type) {
        MethodTable.of(type);
        var codec = ValueCodec.of(type);
        for (Method method : type.getMethods()) {
            add(codec.typeOf(method.getGenericReturnType()));
            for (var parameter : method.getGenericParameterTypes()) {
                add(codec.typeOf(parameter));
            }
        }
    }

    private void add(JavaType type) {
        add(type.getRawClass());
        for (var i = 0; i < type.containedTypeCount(); i++) {
            add(type.containedType(i));
        }
    }
}
