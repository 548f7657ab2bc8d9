package dev.vellamo.vat.code;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatException;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Compiles one Java file in memory. Annotation processors do not run. */
final class SourceCompiler {

    /** Of a file with more, only the first are shown. */
    static final int MAX_MESSAGES = 20;

    private static final List<Class<?>> VISIBLE =
            List.of(Vat.class, Slot.class, JsonNode.class, JsonParser.class, JsonProperty.class, Logger.class);

    private final @Nullable JavaCompiler compiler;
    private final ClassLoader parent;

    SourceCompiler(@Nullable JavaCompiler compiler, ClassLoader parent) {
        this.compiler = compiler;
        this.parent = parent;
    }

    static @Nullable JavaCompiler system() {
        return ToolProvider.getSystemJavaCompiler();
    }

    static String noCompiler(Path file) {
        return file + " cannot be compiled: this Java runtime has no compiler (module jdk.compiler). Run on a full"
                + " JDK, or give the vat as \"class\" or \"jar\"";
    }

    /**
     * @return class files by path
     * @throws VatException with code {@code VAT_CODE_INVALID}; the message has what the compiler says, with lines
     */
    Map<String, byte[]> compile(Path file) {
        if (compiler == null) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, noCompiler(file));
        }
        var problems = new DiagnosticCollector<JavaFileObject>();
        var otherOutput = new StringWriter();
        try (var standard = compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8);
                var files = new MemoryFiles(standard)) {
            var options = List.of(
                    "-proc:none", "-parameters", "-g", "-implicit:none", "-sourcepath", "", "-cp", classPath(parent));
            var task = compiler.getTask(otherOutput, files, problems, options, null, List.of(new SourceText(file)));
            if (!task.call()) {
                throw new VatException(ErrorCode.VAT_CODE_INVALID, describe(file, problems, otherOutput));
            }
            return files.classFiles();
        } catch (IOException e) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, file + " cannot be read: " + e, e);
        }
    }

    private static String describe(Path file, DiagnosticCollector<JavaFileObject> problems, StringWriter otherOutput) {
        var text = new StringBuilder(file + " does not compile:");
        var shown = 0;
        for (var problem : problems.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR && shown++ < MAX_MESSAGES) {
                text.append('\n').append(file.getFileName());
                if (problem.getLineNumber() != Diagnostic.NOPOS) {
                    text.append(':').append(problem.getLineNumber());
                }
                text.append(": ").append(problem.getMessage(Locale.ROOT));
            }
        }
        if (shown > MAX_MESSAGES) {
            text.append("\nand ").append(shown - MAX_MESSAGES).append(" more");
        }
        return shown == 0 ? text.append('\n').append(otherOutput).toString() : text.toString();
    }

    /** What a vat's source sees: what this JVM was started with, and what the API itself needs. */
    static String classPath(ClassLoader parent) {
        Set<String> places = new LinkedHashSet<>();
        places.addAll(List.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1)));
        for (var loader = parent; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (var url : urls.getURLs()) {
                    addPlace(places, url);
                }
            }
        }
        for (var type : VISIBLE) {
            var source = type.getProtectionDomain().getCodeSource();
            if (source != null && source.getLocation() != null) {
                addPlace(places, source.getLocation());
            }
        }
        places.remove("");
        return String.join(File.pathSeparator, places);
    }

    private static void addPlace(Set<String> places, URL url) {
        if (!url.getProtocol().equals("file")) {
            return;
        }
        try {
            places.add(Path.of(url.toURI()).toString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("class path entry " + url + " is not a URI", e);
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(Path file) throws IOException {
            super(file.toAbsolutePath().toUri(), Kind.SOURCE);
            this.text = Files.readString(file);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
