package dev.vellamo.vat.code;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** Keeps what a compiler writes in memory. */
final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> outputs = new LinkedHashMap<>();

    MemoryFiles(JavaFileManager files) {
        super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
        var path = className.replace('.', '/') + kind.extension;
        var bytes = new ByteArrayOutputStream();
        outputs.put(path, bytes);
        return new SimpleJavaFileObject(URI.create("memory:///" + path), kind) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
    }

    /** By path, such as {@code com/example/Main.class}, in the order in which they were written. */
    Map<String, byte[]> classFiles() {
        var files = new LinkedHashMap<String, byte[]>();
        outputs.forEach((path, bytes) -> files.put(path, bytes.toByteArray()));
        return files;
    }
}
