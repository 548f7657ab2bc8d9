package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kernel is started from a jar whose manifest lets it call native code: newer virtual machines warn of that otherwise. */
@Timeout(60)
class NativeAccessIT {
    private static final int FIRST_THAT_WARNS = 24;

    @TempDir
    Path directory;

    /** Starts one guest, in the directory that is its argument. */
    static final class StartsOneGuest {
        private StartsOneGuest() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(
                    GuestRun.ofShell("echo hello", Path.of(arguments[0])).said());
        }
    }

    @Test
    void nothingIsPrintedWhereTheManifestAllowsIt() throws Exception {
        var errors = directory.resolve("errors");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What runtime/bin/vellamo passes, because of Pekko.
        if (Runtime.version().feature() >= FIRST_THAT_WARNS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(
                List.of("-jar", jar().toString(), directory.resolve("run").toString()));
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(said).contains("[hello]");
        assertThat(errors).isEmptyFile();
    }

    private Path jar() throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, StartsOneGuest.class.getName());
        main.put(Attributes.Name.CLASS_PATH, classPath());
        main.putValue("Enable-Native-Access", "ALL-UNNAMED");
        var jar = directory.resolve("kernel.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(each -> Path.of(each).toUri().toString())
                .collect(Collectors.joining(" "));
    }
}
