package dev.vellamo.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.ChildExit;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class GuestProgramIT {

    @TempDir
    Path directory = Path.of("");

    private @Nullable GuestProcess guest;

    @AfterEach
    void end() throws Exception {
        if (guest != null) {
            guest.kill();
        }
    }

    private GuestProcess start(String... jvmOptions) throws Exception {
        var started = GuestProcess.start(GuestCommandLine.of(List.of(jvmOptions)), directory);
        guest = started;
        return started;
    }

    private GuestProcess startOf(String incarnation) throws Exception {
        var started = GuestProcess.start(
                GuestCommandLine.of(List.of()), Map.of("VELLAMO_INCARNATION", incarnation), directory);
        guest = started;
        return started;
    }

    private static Heap plain(GuestProcess guest) throws Exception {
        return guest.kernel().awaitReady().open().start(SampleVats.Plain.class);
    }

    @Nested
    class WhatIsStartedWrong {

        @Test
        void saysThatItsIncarnationIsNone() throws Exception {
            var wrong = startOf("many");

            assertThat(wrong.awaitExit()).isEqualTo(new ChildExit.Code(GuestProgram.BAD_START));
            assertThat(wrong.printed()).singleElement().asString().contains("VELLAMO_INCARNATION", "many");
        }

        @Test
        void saysThatItNeedsASocket() throws Exception {
            var process = new ProcessBuilder(GuestCommandLine.of(List.of()))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();

            assertThat(process.inputReader().lines()).singleElement().asString().contains("no socket");
            assertThat(process.waitFor()).isEqualTo(GuestProgram.BAD_START);
        }

        @Test
        void belongsToAnotherKernel() throws Exception {
            var stranger = startOf("8");

            assertThat(stranger.awaitExit()).isEqualTo(new ChildExit.Code(GuestProgram.LINK_LOST));
            assertThat(stranger.printed()).singleElement().asString().contains("WRONG_INCARNATION");
        }
    }

    @Nested
    class TheEnd {

        @Test
        void isInOrderAfterTheKernelGoesAwayAndAllStreamsAreOver() throws Exception {
            var running = start();
            var heap = plain(running).call(1, "echo", "x");
            running.kernel().link().goAway("the kernel stops");
            assertThat(heap.answer(1)).isEqualTo("\"x\"");
            heap.stream().close();
            heap.awaitClosed();

            assertThat(running.awaitExit()).isEqualTo(new ChildExit.Code(GuestProgram.IN_ORDER));
            assertThat(running.printed()).isEmpty();
        }

        @Test
        void comesAtOnceWithTheLinkWhateverRuns() throws Exception {
            var running = start();
            plain(running).call(1, "hang");
            running.kernel().link().cut("lost");

            assertThat(running.awaitExit()).isEqualTo(new ChildExit.Code(GuestProgram.LINK_LOST));
            assertThat(running.printed())
                    .singleElement()
                    .asString()
                    .startsWith("vellamo guest: the link to the kernel ended: CONNECTION_LOST");
        }

        @Test
        void comesAtOnceWithTheKernelsDeath() throws Exception {
            var java = GuestCommandLine.javaHome().resolve("bin/java").toString();
            var kernel = new ProcessBuilder(
                            java,
                            "-XX:-UsePerfData",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DyingKernel.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var pid = Long.parseLong(kernel.inputReader().readLine());
            var orphan = ProcessHandle.of(pid).orElseThrow();

            kernel.destroyForcibly().waitFor();

            orphan.onExit().get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    @Nested
    class WhatIsPrinted {

        @Test
        void byAVatIsNotInTheLink() throws Exception {
            var running = start();
            var heap = plain(running)
                    .call(1, "print", "noise")
                    .call(2, "printByChild", "loud")
                    .call(3, "echo", "x");

            heap.result(1);
            heap.result(2);
            assertThat(heap.answer(3)).isEqualTo("\"x\"");
            running.kernel().link().cut("enough");
            assertThat(running.printed()).contains("noise").doesNotContain("loud");
        }

        @Test
        void byTheJvmIsNotInTheLink() throws Exception {
            var running = start("-XX:+PrintCommandLineFlags");

            assertThat(plain(running).call(1, "echo", "x").answer(1)).isEqualTo("\"x\"");
            running.kernel().link().cut("enough");
            assertThat(running.printed()).anyMatch(line -> line.contains("-XX:+UseSerialGC"));
        }

        @Test
        void byTheLogOfAVatIsALineEach() throws Exception {
            var running = start();
            var heap = plain(running).call(1, "log", "careful");

            heap.result(1);
            running.kernel().link().cut("enough");
            assertThat(running.printed()).anyMatch(line -> line.startsWith("WARN ") && line.endsWith(" - careful"));
        }
    }

    @Test
    void noClassOfPekkoIsThereOrLoaded() throws Exception {
        var loaded = directory.resolve("classes.txt");
        var command = new ArrayList<>(GuestCommandLine.of(List.of("-Xlog:class+load:file=" + loaded)));
        command.set(command.indexOf("-cp") + 1, System.getProperty("java.class.path"));
        var running = GuestProcess.start(command, directory);
        guest = running;

        assertThat(plain(running).call(1, "echo", "x").answer(1)).isEqualTo("\"x\"");
        running.kernel().link().cut("enough");
        running.awaitExit();

        assertThat(Files.readAllLines(loaded))
                .hasSizeGreaterThan(500)
                .noneMatch(line -> line.contains("org.apache.pekko") || line.contains("scala."));
        assertThat(GuestClassPath.own())
                .noneMatch(path ->
                        path.toString().contains("pekko") || path.toString().contains("scala"))
                .allMatch(Files::exists);
    }
}
