package dev.vellamo.vat.engine;

import dev.vellamo.vat.Vat;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the methods of a class that can be called by name. */
final class MethodScan {

    private final Map<String, List<Method>> methods = new HashMap<>();

    MethodScan(Class<?> type) {
        var all = type.getMethods();
        for (var method : all) {
            if (isCallable(method) && !method.isBridge()) {
                add(method);
            }
        }
        for (var method : all) {
            if (isCallable(method) && method.isBridge() && !isCovered(method)) {
                add(original(method));
            }
        }
    }

    Map<String, List<Method>> methods() {
        return methods;
    }

    private static boolean isCallable(Method method) {
        return !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass() != Object.class
                && !isOfObject(method)
                && !isOfVat(method);
    }

    /** A vat may be its own root object; only its engine starts it. */
    private static boolean isOfVat(Method method) {
        if (!Vat.class.isAssignableFrom(method.getDeclaringClass())) {
            return false;
        }
        for (var own : Vat.class.getMethods()) {
            if (own.getName().equals(method.getName())
                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfObject(Method method) {
        return switch (method.getName()) {
            case "toString", "hashCode" -> method.getParameterCount() == 0;
            case "equals" -> method.getParameterCount() == 1 && method.getParameterTypes()[0] == Object.class;
            default -> false;
        };
    }

    /** An interface and a class may both give a method; it is callable once. */
    private void add(Method method) {
        var same = methods.computeIfAbsent(method.getName(), name -> new ArrayList<>(1));
        for (var i = 0; i < same.size(); i++) {
            if (Arrays.equals(same.get(i).getParameterTypes(), method.getParameterTypes())) {
                if (same.get(i).getReturnType().isAssignableFrom(method.getReturnType())) {
                    same.set(i, method);
                }
                return;
            }
        }
        same.add(method);
    }

    /** A bridge beside the method it leads to. One that stands alone makes a method of a non-public class visible. */
    private boolean isCovered(Method bridge) {
        for (var method : methods.getOrDefault(bridge.getName(), List.of())) {
            if (method.getParameterCount() == bridge.getParameterCount()) {
                return true;
            }
        }
        return false;
    }

    private static Method original(Method bridge) {
        for (var type = bridge.getDeclaringClass().getSuperclass(); type != null; type = type.getSuperclass()) {
            for (var method : type.getDeclaredMethods()) {
                if (!method.isBridge()
                        && method.getName().equals(bridge.getName())
                        && Arrays.equals(method.getParameterTypes(), bridge.getParameterTypes())) {
                    return method;
                }
            }
        }
        return bridge;
    }
}
