package dev.vellamo.vat.code;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a {@link VatCode} into a class. Runs no author code. */
public final class CodeLoader {

    private CodeLoader() {}

    /**
     * Finds the class that {@code code} names.
     *
     * @param parent where classes are looked for that are not the vat's own
     * @throws VatException with code {@code VAT_CODE_NOT_FOUND} or {@code VAT_CODE_INVALID}
     */
    public static LoadedCode load(VatCode code, ClassLoader parent) {
        if (code instanceof VatCode.ClassCode named) {
            var type = classNamed(named.className(), parent, "by " + describe(parent) + "; is it on the class path?");
            return LoadedCode.of(type, List.of(), null);
        }
        if (code instanceof VatCode.JarCode jar) {
            return loadJar(jar, parent);
        }
        return loadSource(((VatCode.SourceCode) code).source(), parent);
    }

    private static LoadedCode loadJar(VatCode.JarCode code, ClassLoader parent) {
        requireFile(code.jar(), "jar");
        var content = JarContent.read(code.jar());
        var className = code.entry()
                .or(content::vatClassName)
                .orElseThrow(() -> new VatException(
                        ErrorCode.VAT_CODE_INVALID,
                        code.jar()
                                + " does not say which class is the vat: give \"entry\", or name it in the manifest as "
                                + JarContent.VAT_ATTRIBUTE));
        var loader = new CodeClassLoader(code.jar().toString(), content.files(), parent);
        return LoadedCode.of(classNamed(className, loader, "in " + code.jar()), List.of(), loader);
    }

    private static LoadedCode loadSource(Path file, ClassLoader parent) {
        requireFile(file, "source file");
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, SourceCompiler.noCompiler(file));
        }
        var files = new SourceCompiler(SourceCompiler.system(), parent).compile(file);
        var loader = new CodeClassLoader(file.toString(), files, parent);
        var classes = new ArrayList<Class<?>>();
        for (var path : files.keySet()) {
            var name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
            classes.add(classNamed(name, loader, "in " + file));
        }
        return LoadedCode.of(onlyVat(classes, file), List.copyOf(classes), loader);
    }

    private static Class<?> onlyVat(List<Class<?>> classes, Path file) {
        Class<?> found = null;
        for (var type : classes) {
            if (type.getEnclosingClass() == null
                    && Modifier.isPublic(type.getModifiers())
                    && Vat.class.isAssignableFrom(type)) {
                found = type;
            }
        }
        if (found == null) {
            throw new VatException(
                    ErrorCode.VAT_CODE_INVALID,
                    file + " has no public top-level class that implements " + Vat.class.getName());
        }
        return found;
    }

    private static Class<?> classNamed(String name, ClassLoader loader, String where) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new VatException(ErrorCode.VAT_CODE_NOT_FOUND, "class " + name + " was not found " + where, e);
        } catch (LinkageError e) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, "class " + name + " cannot be loaded: " + e, e);
        }
    }

    private static String describe(@Nullable ClassLoader loader) {
        if (loader == null) {
            return "the bootstrap class loader";
        }
        return "class loader " + (loader.getName() == null ? loader.getClass().getName() : loader.getName());
    }

    private static void requireFile(Path file, String what) {
        if (!Files.isRegularFile(file)) {
            throw new VatException(
                    ErrorCode.VAT_CODE_NOT_FOUND, "there is no " + what + " at " + file.toAbsolutePath());
        }
    }
}
