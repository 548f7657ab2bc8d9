package dev.vellamo.vat.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeLoaderTest {

    private static final ClassLoader PARENT = CodeLoaderTest.class.getClassLoader();

    @TempDir
    Path folder = Path.of("");

    private static String vatSource(String version) {
        return """
            package com.example;
            import dev.vellamo.vat.*;
            public class Main implements Vat {
                @Override public Object root(VatContext vat) { return new Inner(); }
                public record Value(String text) {}
                public static class Inner implements Remotable {
                    public String version() { return "%s" + new Other().suffix(); }
                }
                @Override public String toString() {
                    try (var in = Main.class.getResourceAsStream("/data.txt")) {
                        return "%s" + (in == null ? "" : new String(in.readAllBytes()));
                    } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
                }
            }
            class Other { String suffix() { return "!"; } }
            """.formatted(version, version);
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path jar(String name, String version, Map<String, String> attributes) throws IOException {
        var source = source("Main.java", vatSource(version));
        var content = new LinkedHashMap<>(new SourceCompiler(SourceCompiler.system(), PARENT).compile(source));
        content.put("data.txt", (" data " + version).getBytes(StandardCharsets.UTF_8));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        var file = folder.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (var entry : content.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return file;
    }

    private static void refused(VatCode code, String errorCode, String... parts) {
        assertThatThrownBy(() -> CodeLoader.load(code, PARENT).instantiate())
                .isInstanceOfSatisfying(
                        VatException.class, e -> assertThat(e.code()).isEqualTo(errorCode))
                .hasMessageContainingAll(parts);
    }

    abstract static class Hidden implements Vat {}

    public abstract static class Abstract implements Vat {}

    public static final class NoConstructor implements Vat {
        public NoConstructor(String name) {
            assertThat(name).isNotNull();
        }

        @Override
        public Object root(VatContext vat) {
            return vat;
        }
    }

    public static final class Failing implements Vat {
        static final int NUMBER = Integer.parseInt("no number");

        @Override
        public Object root(VatContext vat) {
            return vat;
        }
    }

    @Nested
    class AClass {

        private void refusedAs(Class<?> type, String problem) {
            refused(new VatCode.ClassCode(type.getName()), "VAT_CODE_INVALID", type.getName(), problem);
        }

        @Test
        void isRefusedIfItBreaksARule() {
            refused(new VatCode.ClassCode("com.example.None"), "VAT_CODE_NOT_FOUND", "com.example.None", "class path");
            refusedAs(String.class, "does not implement dev.vellamo.vat.Vat");
            refusedAs(Hidden.class, "is not public");
            refusedAs(Abstract.class, "is abstract");
            refusedAs(NoConstructor.class, "no public constructor without parameters");
            refusedAs(Failing.class, "ExceptionInInitializerError");
        }
    }

    @Nested
    class AJar {

        @Test
        void isRefusedIfItCannotBeUsed() throws IOException {
            refused(
                    new VatCode.JarCode(folder.resolve("none.jar"), Optional.empty()),
                    "VAT_CODE_NOT_FOUND",
                    "there is no jar at",
                    "none.jar");
            var text = source("text.jar", "not a jar");
            refused(new VatCode.JarCode(text, Optional.of("a.B")), "VAT_CODE_INVALID", "text.jar");
            var silent = jar("silent.jar", "1", Map.of());
            refused(new VatCode.JarCode(silent, Optional.empty()), "VAT_CODE_INVALID", "Vellamo-Vat");
            refused(
                    new VatCode.JarCode(silent, Optional.of("com.example.Missing")),
                    "VAT_CODE_NOT_FOUND",
                    "com.example.Missing",
                    "silent.jar");
        }

        @Test
        void namesItsVatInItsManifestOrByEntry() throws IOException {
            var named = jar("named.jar", "1", Map.of("Vellamo-Vat", "com.example.Main"));
            var started = jar("started.jar", "2", Map.of("Main-Class", "com.example.Main"));
            try (var first = CodeLoader.load(new VatCode.JarCode(named, Optional.empty()), PARENT);
                    var second = CodeLoader.load(new VatCode.JarCode(started, Optional.empty()), PARENT);
                    var third = CodeLoader.load(new VatCode.JarCode(named, Optional.of("com.example.Main")), PARENT)) {
                assertThat(first.instantiate()).hasToString("1 data 1");
                assertThat(second.instantiate()).hasToString("2 data 2");
                assertThat(third.vatClass()).isNotSameAs(first.vatClass());
            }
        }

        @Test
        void mayBeReplacedWhileItsVatRunsAndHoldsNoDescriptor() throws IOException {
            var file = jar("vat.jar", "old", Map.of("Vellamo-Vat", "com.example.Main"));
            var before = descriptors(file);
            var code = new VatCode.JarCode(file, Optional.empty());
            try (var old = CodeLoader.load(code, PARENT)) {
                jar("vat.jar", "new", Map.of("Vellamo-Vat", "com.example.Main"));
                try (var newer = CodeLoader.load(code, PARENT)) {
                    assertThat(old.instantiate()).hasToString("old data old");
                    assertThat(newer.instantiate()).hasToString("new data new");
                }
                assertThat(descriptors(file)).isEqualTo(before).isZero();
            }
        }

        private static long descriptors(Path file) throws IOException {
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                return open.filter(link -> {
                            try {
                                return Files.readSymbolicLink(link).equals(file);
                            } catch (IOException closedMeanwhile) {
                                return false;
                            }
                        })
                        .count();
            }
        }
    }

    @Nested
    class ASourceFile {

        private Path write(String name, String text) {
            try {
                return source(name, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void refusedAs(String text, String... parts) {
            refused(new VatCode.SourceCode(write("Main.java", text)), "VAT_CODE_INVALID", parts);
        }

        @Test
        void isRefusedWithWhatTheCompilerSays() {
            refusedAs(
                    "public class Main {\n\tint x = y;\n  String z = 1;\n}",
                    "Main.java does not compile; the first of 2 errors:\nMain.java:2:10: cannot find symbol\n",
                    "variable y",
                    "\n\tint x = y;\n\t        ^");
            refusedAs(
                    "public class Main {\r\n int x\r\n}\r\n",
                    "does not compile:\nMain.java:2:7: ';' expected\n int x\n      ^");
            refusedAs("public class Main {", "Main.java:1:", "end of file", "\npublic class Main {\n");
            refusedAs("public class Other {}", "Other", "Main.java:1");
            refusedAs("", "no public top-level class");
            refusedAs(
                    "class Main implements dev.vellamo.vat.Vat { public Object root(dev.vellamo.vat.VatContext c) {"
                            + " return this; } }",
                    "no public top-level class");
            refused(
                    new VatCode.SourceCode(folder.resolve("None.java")),
                    "VAT_CODE_NOT_FOUND",
                    "there is no source file at");
        }

        @Test
        void isRefusedByARuntimeWithoutCompiler() {
            var file = write("Main.java", vatSource("1"));
            assertThatThrownBy(() -> new SourceCompiler(null, PARENT).compile(file))
                    .hasMessageContainingAll("Main.java", "no compiler", "jdk.compiler", "\"jar\"");
        }

        @Test
        void bringsItsOtherClasses() {
            try (var code = CodeLoader.load(new VatCode.SourceCode(write("Main.java", vatSource("7"))), PARENT)) {
                assertThat(code.vatClass().getName()).isEqualTo("com.example.Main");
                assertThat(code.classes()).hasSize(4);
                assertThat(code.instantiate()).hasToString("7");
                assertThat(CodeClassLoader.isPrivateToVat(code.vatClass())).isTrue();
                assertThat(CodeClassLoader.isPrivateToVat(Vat.class)).isFalse();
            }
        }

        @Test
        void isForgottenWhenNobodyNeedsIt() throws InterruptedException {
            var loader = new WeakReference<>(load());
            for (var attempt = 0; attempt < 50 && loader.get() != null; attempt++) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(loader.get()).isNull();
        }

        private ClassLoader load() {
            try (var code = CodeLoader.load(new VatCode.SourceCode(write("Main.java", vatSource("7"))), PARENT)) {
                return code.instantiate().getClass().getClassLoader();
            }
        }
    }
}
