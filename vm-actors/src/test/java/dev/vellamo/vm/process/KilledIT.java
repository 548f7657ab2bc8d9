package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.linux.PinnedProcess;
import dev.vellamo.vm.linux.ProcessStat;
import dev.vellamo.vm.process.GuestFailure.Stage;
import dev.vellamo.vm.process.GuestSupervisor.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process of a guest is killed by somebody else, in each stage: the guest's own, one that it started, its watchdog.
 * Nothing may be left. What comes of the death of the kernel is in {@link KernelDeathIT}.
 */
@Timeout(60)
class KilledIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    /** Where a guest can be held while a process of it is killed. */
    private enum When {
        HANDSHAKING,
        READY,
        /** It was asked to end, and waits for what it has started. */
        ASKED,
        /** It got SIGTERM besides. */
        TERMINATED;

        /** Starts one process, and in the end waits for that. */
        String script() {
            var begin = "trap 'echo got term' TERM; sleep 1000 & echo CHILD $!; ";
            return this == HANDSHAKING
                    ? begin + "wait; exit 5"
                    : begin + "echo READY; read word; echo \"got $word\"; wait; wait; exit 0";
        }

        GuestDeadlines deadlines() {
            return new GuestDeadlines(LONG, LONG, this == TERMINATED ? SHORT : LONG, LONG, LONG);
        }

        /** The stage in which the guest fails if its process ends; empty if it was to end. */
        Optional<Stage> stage() {
            return switch (this) {
                case HANDSHAKING -> Optional.of(Stage.HANDSHAKING);
                case READY -> Optional.of(Stage.READY);
                case ASKED, TERMINATED -> Optional.empty();
            };
        }
    }

    @TempDir
    Path directory;

    private Path runtime;
    private Residue before;
    private LineProtocol protocol;
    private TestProbe<GuestNews> owner;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void look() throws Exception {
        runtime = directory.resolve("run");
        GuestRun.ofShell("true", runtime);
        Eventually.holds(
                () -> "the first guest's threads end",
                () -> Residue.of(runtime).threads().isEmpty());
        before = Residue.of(runtime);
        protocol = new LineProtocol();
        owner = KIT.createTestProbe();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Eventually.holds(
                () -> before + " is again what there is",
                () -> Residue.of(runtime).equals(before));
    }

    /** A guest, and the process that it has started. */
    private record Running(ActorRef<Command> supervisor, int started) {
        int guest() {
            TestProbe<GuestStatus> probe = KIT.createTestProbe();
            supervisor.tell(new GuestSupervisor.Inspect(probe.getRef()));
            return probe.receiveMessage().pid();
        }

        void stop() {
            supervisor.tell(new GuestSupervisor.Stop());
        }
    }

    private ActorRef<Command> launch(String script, GuestDeadlines deadlines) {
        var spec = GuestSpec.of("shell", List.of("/bin/sh", "-c", script)).withDeadlines(deadlines);
        return KIT.spawn(GuestSupervisor.create(spec, runtime, protocol, owner.getRef()));
    }

    private Running launchUntil(When when) throws IOException {
        var supervisor = launch(when.script(), when.deadlines());
        awaitSaid("CHILD ");
        if (when != When.HANDSHAKING) {
            owner.expectMessageClass(GuestNews.Ready.class, PATIENCE);
        }
        if (when == When.ASKED || when == When.TERMINATED) {
            supervisor.tell(new GuestSupervisor.Stop());
            awaitSaid(when == When.ASKED ? "got stop" : "got term");
        }
        var started = said("CHILD ").orElseThrow().substring("CHILD ".length());
        return new Running(supervisor, Integer.parseInt(started));
    }

    private Optional<String> said(String beginning) {
        return protocol.said.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    private void awaitSaid(String beginning) throws IOException {
        Eventually.holds(
                () -> "the guest says " + beginning, () -> said(beginning).isPresent());
    }

    private static void kill(int pid) throws IOException {
        try (var process = PinnedProcess.of(pid).orElseThrow()) {
            process.kill();
        }
        Eventually.holds(
                () -> "process " + pid + " ends",
                () -> ProcessStat.of(pid).filter(ProcessStat::isAlive).isEmpty());
    }

    private GuestNews.Ended ended() {
        var ended = owner.expectMessageClass(GuestNews.Ended.class, PATIENCE);
        assertThat(ended.notReleased()).isEmpty();
        return ended;
    }

    @ParameterizedTest
    @EnumSource
    void aGuestThatIsKilledTakesAllWithIt(When when) throws IOException {
        var running = launchUntil(when);
        kill(running.guest());

        var ended = ended();
        assertThat(ended.exit()).contains(new ChildExit.Signalled(9));
        assertThat(ended.failure().map(GuestFailure::stage)).isEqualTo(when.stage());
        assertThat(ended.failure().map(GuestFailure::endedByUs)).isNotEqualTo(Optional.of(true));
        assertThat(ProcessStat.of(running.started()).filter(ProcessStat::isAlive))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theDeathOfWhatAGuestStartedIsTheGuestsAffair(When when) throws IOException {
        var running = launchUntil(when);
        kill(running.started());
        if (when == When.READY) {
            running.stop();
        }

        var ended = ended();
        assertThat(ended.exit()).contains(new ChildExit.Code(when == When.HANDSHAKING ? 5 : 0));
        assertThat(ended.failure().isPresent()).isEqualTo(when == When.HANDSHAKING);
    }

    @ParameterizedTest
    @EnumSource
    void aGuestWhoseWatchdogIsKilledGoesOnAndEndsAsAlways(When when) throws IOException {
        var running = launchUntil(when);
        var guest = running.guest();
        kill(ProcessStat.of(guest).orElseThrow().group());
        assertThat(ProcessStat.of(guest).filter(ProcessStat::isAlive)).isPresent();
        if (when == When.HANDSHAKING || when == When.READY) {
            running.stop();
        }
        if (when != When.HANDSHAKING) {
            kill(running.started());
        }

        assertThat(ended().failure()).isEmpty();
    }

    /** Often before it was told to go; whenever it is, the failure has a stage and nothing is left. */
    @RepeatedTest(5)
    void aGuestMayBeKilledAsSoonAsItsProcessIsThere() throws IOException {
        launch("sleep 1000", new GuestDeadlines(LONG, LONG, LONG, LONG, LONG));
        var killed = new int[1];
        Eventually.holds(() -> "the guest's process is there", () -> {
            killed[0] = Files.isDirectory(runtime) ? firstOfTheGuest() : 0;
            return killed[0] != 0;
        });
        kill(killed[0]);

        assertThat(ended().failure().orElseThrow().stage()).isIn(Stage.STARTING, Stage.HANDSHAKING);
    }

    /** A process of the guest that is not its watchdog, or 0. */
    private int firstOfTheGuest() throws IOException {
        for (var directory : Residue.of(runtime).directories()) {
            for (var pid : Residue.startedFor(directory.getFileName().toString())) {
                if (ProcessStat.of(pid).filter(stat -> stat.group() != pid).isPresent()) {
                    return pid;
                }
            }
        }
        return 0;
    }
}
