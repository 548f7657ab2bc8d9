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
     * @throws VatException with code {@code VAT_CODE_INVALID}; the message has the first error that the compiler found
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
            var source = new SourceText(file);
            var task = compiler.getTask(otherOutput, files, problems, options, null, List.of(source));
            if (!task.call()) {
                throw new VatException(
                        ErrorCode.VAT_CODE_INVALID,
                        describe(source, problems.getDiagnostics(), otherOutput.toString()));
            }
            return files.classFiles();
        } catch (IOException e) {
            throw new VatException(ErrorCode.VAT_CODE_INVALID, file + " cannot be read: " + e, e);
        }
    }

    private static String describe(SourceText source, List<? extends Diagnostic<?>> problems, String otherOutput) {
        var errors = problems.stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .toList();
        return errors.isEmpty()
                ? source.file + " does not compile:\n" + otherOutput
                : CompileErrors.describe(source.file, source.text, errors);
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
        private final Path file;
        private final String text;

        SourceText(Path file) throws IOException {
            super(file.toAbsolutePath().toUri(), Kind.SOURCE);
            this.file = file;
            this.text = Files.readString(file);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
