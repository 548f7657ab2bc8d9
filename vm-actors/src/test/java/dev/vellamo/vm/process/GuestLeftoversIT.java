package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.ChildWait;
import dev.vellamo.vm.linux.Descriptor;
import dev.vellamo.vm.linux.ProcessIdentity;
import dev.vellamo.vm.linux.ProcessStat;
import dev.vellamo.vm.linux.Spawn;
import dev.vellamo.vm.linux.SpawnPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the next start does with records that a kernel left. */
@Timeout(60)
class GuestLeftoversIT {

    /** No process has this id: it is beyond what the kernel gives. */
    private static final int DEAD_PID = 5_000_000;

    @TempDir
    Path runtime;

    private Process innocent;
    private ProcessIdentity innocentIdentity;

    @BeforeEach
    void startAnInnocent() throws IOException {
        innocent = new ProcessBuilder("/bin/sleep", "1000").start();
        innocentIdentity = ProcessIdentity.of(Math.toIntExact(innocent.pid()));
    }

    @AfterEach
    void endTheInnocent() throws InterruptedException {
        innocent.destroyForcibly().waitFor();
    }

    /** A directory of a kernel that is gone, with a record of one process. */
    private Path leftBehind(ProcessIdentity recorded) throws IOException {
        var boot = ProcessIdentity.currentBoot().substring(0, GuestDirectory.BOOT_CHARACTERS);
        var directory = Files.createDirectories(
                runtime.resolve("g-" + boot + "-" + DEAD_PID + "-1-00112233445566778899aabbccddeeff"));
        Files.createDirectories(directory.resolve("files/some/where"));
        GuestRecord.EMPTY.with("guest", recorded).writeTo(directory.resolve("record"));
        return directory;
    }

    private Leftover removed() throws IOException {
        var leftovers = GuestLeftovers.remove(runtime);
        assertThat(leftovers).hasSize(1);
        return leftovers.get(0);
    }

    @Nested
    class OnAProcessOfTheSameNumber {
        @Test
        void leavesOneThatStartedAtAnotherTime() throws IOException {
            var reused = new ProcessIdentity(
                    innocentIdentity.pid(), innocentIdentity.startTicks() - 1, innocentIdentity.boot());
            var directory = leftBehind(reused);

            assertThat(removed().killed()).isEmpty();
            assertThat(innocent.isAlive()).isTrue();
            assertThat(directory).doesNotExist();
        }

        @Test
        void leavesOneOfAnotherBoot() throws IOException {
            var other = new ProcessIdentity(innocentIdentity.pid(), innocentIdentity.startTicks(), "another-boot");
            leftBehind(other);

            assertThat(removed().killed()).isEmpty();
            assertThat(innocent.isAlive()).isTrue();
        }

        @Test
        void killsTheVeryOne() throws Exception {
            leftBehind(innocentIdentity);

            assertThat(removed().killed()).containsExactly(innocentIdentity.pid());
            assertThat(innocent.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void takesAZombieForDead() throws Exception {
        var pid = zombie();
        leftBehind(ProcessIdentity.of(pid));

        var leftover = removed();
        ChildWait.reap(pid);
        assertThat(leftover.killed()).isEmpty();
        assertThat(leftover.problems()).isEmpty();
    }

    private int zombie() throws Exception {
        try (var pipe = Descriptor.pipe();
                var spawn = new Spawn(new SpawnPlan(
                        List.of("/bin/true"),
                        Map.of(),
                        runtime,
                        SpawnPlan.NEW_GROUP,
                        new SpawnPlan.Standard(pipe.first(), pipe.second(), pipe.second())))) {
            assertThat(spawn.start()).isZero();
            ChildWait.untilEnded(spawn.pid());
            assertThat(ProcessStat.of(spawn.pid()).orElseThrow().isAlive()).isFalse();
            return spawn.pid();
        }
    }

    @Test
    void saysThatARecordIsMalformedAndRemovesItAllTheSame() throws IOException {
        var directory = leftBehind(innocentIdentity);
        Files.writeString(directory.resolve("record"), "guest " + innocentIdentity.pid() + " soon x\n");

        assertThat(removed().problems()).singleElement().asString().contains("not a line of a guest's record");
        assertThat(innocent.isAlive()).isTrue();
        assertThat(directory).doesNotExist();
    }

    @Test
    void removesADirectoryWithoutARecord() throws IOException {
        var directory = leftBehind(innocentIdentity);
        Files.delete(directory.resolve("record"));

        assertThat(removed().problems()).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void doesNotFollowALinkOutOfTheDirectory() throws IOException {
        var precious = Files.writeString(runtime.resolve("precious"), "kept");
        var directory = leftBehind(innocentIdentity);
        Files.createSymbolicLink(directory.resolve("files/link"), runtime);
        removed();

        assertThat(precious).hasContent("kept");
    }

    @Test
    void leavesGuestsOfLivingKernelsAlone() throws Exception {
        var child = ProcessChild.start(GuestSpec.of("living", List.of("/bin/sh", "-c", "read word")), runtime);
        child.started().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(GuestLeftovers.remove(runtime)).isEmpty();
        assertThat(child.exited().toCompletableFuture()).isNotDone();
        child.kill();
        child.closeLink();
        assertThat(child.released().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void leavesWhatIsNotOfAGuest() throws IOException {
        Files.createDirectory(runtime.resolve("other"));
        Files.createDirectory(runtime.resolve("g-something"));
        Files.createDirectory(runtime.resolve("g-a-b-c-d"));

        assertThat(GuestLeftovers.remove(runtime)).isEmpty();
        assertThat(GuestLeftovers.remove(runtime.resolve("missing"))).isEmpty();
        try (var left = Files.list(runtime)) {
            assertThat(left).hasSize(3);
        }
    }
}
