package dev.vellamo.vat.code;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one vat from memory: it holds no file open.
 *
 * <p>Its own classes win over classes of the same name that its parent has, except those that a vat has in common
 * with everybody (see {@link #isCommon}). Closing it forgets the code; classes loaded before stay usable.
 */
public final class CodeClassLoader extends ClassLoader implements AutoCloseable {

    private static final List<String> COMMON =
            List.of("java.", "dev.vellamo.vat.", "dev.vellamo.protocol.", "com.fasterxml.jackson.", "org.slf4j.");

    static {
        registerAsParallelCapable();
    }

    private final String origin;
    private volatile Map<String, byte[]> files;

    /**
     * @param origin what error messages and URLs call this code
     * @param files content by path, such as {@code com/example/Main.class}; not copied
     */
    CodeClassLoader(String origin, Map<String, byte[]> files, ClassLoader parent) {
        super(origin, parent);
        this.origin = origin;
        this.files = files;
    }

    /** Whether a class was loaded for one vat only, by a loader like this or a child of one. */
    public static boolean isPrivateToVat(Class<?> type) {
        for (var loader = type.getClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof CodeClassLoader) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCommon(String className) {
        for (var prefix : COMMON) {
            if (className.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isCommon(name) || !files.containsKey(pathOf(name))) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = files.get(pathOf(name));
        if (bytes == null) {
            throw new ClassNotFoundException(name + " is not in " + origin);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable URL getResource(String path) {
        var own = findResource(path);
        return own == null ? super.getResource(path) : own;
    }

    @Override
    protected @Nullable URL findResource(String path) {
        var content = files.get(path);
        if (content == null) {
            return null;
        }
        try {
            return new URL("vat-code", "", -1, "/" + path, new MemoryHandler(content));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("resource \"" + path + "\" of " + origin + " has no URL", e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String path) {
        var own = findResource(path);
        return own == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(own));
    }

    @Override
    public void close() {
        files = Map.of();
    }

    private static String pathOf(String className) {
        return className.replace('.', '/') + ".class";
    }

    private static final class MemoryHandler extends URLStreamHandler {
        private final byte[] content;

        MemoryHandler(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() throws IOException {
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
