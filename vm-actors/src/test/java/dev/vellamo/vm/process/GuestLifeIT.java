package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestFailure.Stage;
import dev.vellamo.vm.process.GuestStatus.State;
import dev.vellamo.vm.process.GuestSupervisor.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests that are real processes, under their supervisor; after each, nothing may be left. */
@Timeout(60)
class GuestLifeIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

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
                () -> {
                    try {
                        return before + " is again what there is, not " + Residue.of(runtime);
                    } catch (IOException failure) {
                        return failure.toString();
                    }
                },
                () -> Residue.of(runtime).equals(before));
    }

    private ActorRef<Command> launch(GuestDeadlines deadlines, String script) {
        var spec = GuestSpec.of("shell", List.of("/bin/sh", "-c", script)).withDeadlines(deadlines);
        return KIT.spawn(GuestSupervisor.create(spec, runtime, protocol, owner.getRef()));
    }

    private static GuestDeadlines deadlines(Duration handshake, Duration ask, Duration terminate) {
        return new GuestDeadlines(LONG, handshake, ask, terminate, LONG);
    }

    private static final GuestDeadlines PATIENT = deadlines(LONG, LONG, LONG);

    private StartedGuest ready() {
        return owner.expectMessageClass(GuestNews.Ready.class, PATIENCE).guest();
    }

    private GuestNews.Ended ended() {
        var ended = owner.expectMessageClass(GuestNews.Ended.class, PATIENCE);
        assertThat(ended.notReleased()).isEmpty();
        return ended;
    }

    private GuestFailure failed(Stage stage) {
        var failure = ended().failure().orElseThrow();
        assertThat(failure.stage()).isEqualTo(stage);
        return failure;
    }

    @Nested
    class ThatEndsByItself {
        @Test
        void failsTheStartIfThereIsNoProgram() {
            var spec = GuestSpec.of("none", List.of("/nowhere/program"));
            KIT.spawn(GuestSupervisor.create(spec, runtime, protocol, owner.getRef()));

            assertThat(failed(Stage.STARTING).reason()).contains("/nowhere/program");
        }

        @Test
        void failsTheStartIfARequiredProtectionIsMissing() throws Exception {
            var guest = GuestRun.ofShell("true", runtime).guest();
            var all = Set.of(Protection.values());
            var spec = GuestSpec.of("strict", List.of("/bin/sh", "-c", "echo READY; read stop"))
                    .requiring(all);
            var supervisor = KIT.spawn(GuestSupervisor.create(spec, runtime, protocol, owner.getRef()));
            if (guest.confinement().missing().isEmpty()) {
                ready();
                supervisor.tell(new GuestSupervisor.Stop());
                assertThat(ended().failure()).isEmpty();
            } else {
                assertThat(failed(Stage.STARTING).reason()).contains("requires");
            }
        }

        @Test
        void failsTheHandshakeWithItsExitCodeAndLastOutput() {
            launch(PATIENT, "echo 'cannot go on' >&2; exit 3");

            var failure = failed(Stage.HANDSHAKING);
            assertThat(failure.exit()).contains(new ChildExit.Code(3));
            assertThat(failure.lastOutput()).containsExactly("cannot go on");
            assertThat(failure.endedByUs()).isFalse();
        }

        @Test
        void failsWhenReady() {
            launch(PATIENT, "echo READY; read word; exit 4");
            ready();
            protocol.askToStop();

            assertThat(failed(Stage.READY).exit()).contains(new ChildExit.Code(4));
        }

        @RepeatedTest(5)
        void failsWhenReadyIfItEndsRightAfterItSaidSo() {
            launch(PATIENT, "echo READY; exit 4");
            var ended = owner.fishForMessage(
                    PATIENCE,
                    news -> news instanceof GuestNews.Ended
                            ? FishingOutcomes.complete()
                            : FishingOutcomes.continueAndIgnore());

            assertThat(ended)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GuestNews.Ended.class,
                            news -> assertThat(news.failure().orElseThrow().stage())
                                    .isEqualTo(Stage.READY));
        }

        @Test
        void hasWhatItWroteLastRead() {
            launch(PATIENT, "echo READY; read word; i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done");
            ready();
            protocol.askToStop();
            failed(Stage.READY);

            assertThat(protocol.said).hasSize(500).endsWith("line 499");
        }

        @Test
        void takesWhatItStartedWithIt() {
            launch(PATIENT, "sleep 1000 & (trap '' TERM HUP; sleep 1000 & sleep 1000) & echo READY; read word; exit 5");
            ready();
            protocol.askToStop();

            assertThat(failed(Stage.READY).exit()).contains(new ChildExit.Code(5));
        }

        @Test
        void fillsItsDirectoryAndItIsRemoved() {
            launch(
                    PATIENT,
                    "mkdir -p a/b/c; umask 777; mkdir closed; echo x > closed.txt; ln -s / root; echo READY; read word; exit 8");
            ready();
            protocol.askToStop();

            assertThat(failed(Stage.READY).exit()).contains(new ChildExit.Code(8));
        }
    }

    @Nested
    class ThatHangs {
        @Test
        void failsTheHandshakeWhenItsTimeIsOver() {
            launch(deadlines(SHORT, LONG, LONG), "echo waiting >&2; sleep 1000");

            var failure = failed(Stage.HANDSHAKING);
            assertThat(failure.reason()).contains("not ready within");
            assertThat(failure.exit()).contains(new ChildExit.Signalled(9));
            assertThat(failure.endedByUs()).isTrue();
        }

        @Test
        void isTerminatedWhenItDoesNotAnswer() {
            var supervisor = launch(deadlines(LONG, SHORT, LONG), "echo READY; exec sleep 1000");
            ready();
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(ended().exit()).contains(new ChildExit.Signalled(15));
        }

        @Test
        void isKilledWhenItIgnoresThatToo() {
            var supervisor =
                    launch(deadlines(LONG, SHORT, SHORT), "trap '' TERM; echo READY; while true; do sleep 1000; done");
            ready();
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(ended().exit()).contains(new ChildExit.Signalled(9));
        }

        @Test
        void isKilledWhenItIsStoppedInTheHandshake() {
            var supervisor = launch(PATIENT, "sleep 1000");
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(ended().failure()).isEmpty();
        }

        @Test
        void isKilledWhenItHasStoppedItself() {
            var supervisor = launch(deadlines(LONG, SHORT, SHORT), "echo READY; kill -STOP $$");
            ready();
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(ended().exit()).contains(new ChildExit.Signalled(9));
        }
    }

    @Nested
    class ThatMisbehaves {
        @Test
        void failsWhenItClosesTheLink() {
            launch(PATIENT, "echo READY; exec <&- >&-; sleep 1000");
            ready();

            assertThat(failed(Stage.READY).reason()).isEqualTo("it closed the link");
        }

        @Test
        void seesTheLinkEndWhenTheProtocolClosesIt() throws IOException {
            launch(PATIENT, "echo READY; read word || exit 9; exit 1");
            ready().link().close();

            assertThat(failed(Stage.READY).lastOutput()).isEmpty();
        }

        @Test
        void floodsItsOutputAndStaysResponsive() {
            var supervisor = launch(PATIENT, "yes flood >&2 & echo READY; read stop; exit 0");
            ready();
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(ended().exit()).contains(new ChildExit.Code(0));
        }

        @Test
        void triesToLeaveItsGroupAndDoesNotGetAway() {
            Requirement.program(Requirement.PYTHON);
            launch(
                    PATIENT,
                    Requirement.PYTHON + " -c 'import os, time\n"
                            + "for leave in (os.setsid, lambda: os.setpgid(0, 0)):\n"
                            + "    if os.fork() == 0:\n"
                            + "        try:\n"
                            + "            leave()\n"
                            + "        except OSError:\n"
                            + "            time.sleep(1000)\n"
                            + "print(\"READY\", flush=True)'; read word; exit 6");
            ready();
            protocol.askToStop();

            assertThat(failed(Stage.READY).exit()).contains(new ChildExit.Code(6));
        }

        @Test
        void startsProcessesWithoutEndAndAllOfThemEnd() {
            launch(
                    PATIENT,
                    "spawn() { i=0; while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; }; spawn; echo READY; read word; exit 7");
            ready();
            protocol.askToStop();

            assertThat(failed(Stage.READY).exit()).contains(new ChildExit.Code(7));
        }
    }

    @Nested
    class ThatIsWell {
        @Test
        void endsWhenItIsAsked() {
            var supervisor = launch(PATIENT, "echo READY; read word; echo \"got $word\"; exit 0");
            ready();
            supervisor.tell(new GuestSupervisor.Stop());

            var ended = ended();
            assertThat(ended.failure()).isEmpty();
            assertThat(ended.exit()).contains(new ChildExit.Code(0));
            assertThat(protocol.said).contains("got stop");
        }

        @Test
        void showsWhatConfinesIt() {
            var supervisor = launch(PATIENT, "echo READY; read stop");
            var guest = ready();
            TestProbe<GuestStatus> probe = KIT.createTestProbe();
            supervisor.tell(new GuestSupervisor.Inspect(probe.getRef()));

            var status = probe.receiveMessage();
            assertThat(status.state()).isEqualTo(State.READY);
            assertThat(status.pid()).isEqualTo(guest.pid());
            assertThat(status.confinement()).contains(guest.confinement());
            supervisor.tell(new GuestSupervisor.Stop());
            ended();
        }

        @Test
        void confinesNoThreadOfThisProcess() throws Exception {
            noThreadIsConfined();
            var supervisor = launch(PATIENT, "echo READY; read stop");
            ready();
            assertThat(ConfinedThreads.names()).hasSize(1).allMatch(name -> name.startsWith("vellamo-guest"));
            supervisor.tell(new GuestSupervisor.Stop());
            ended();

            noThreadIsConfined();
        }

        /** The system ends a thread a moment after Java has. */
        private static void noThreadIsConfined() throws IOException {
            Eventually.holds(
                    () -> "no thread is confined", () -> ConfinedThreads.names().isEmpty());
        }
    }

    @Test
    void keepsTheLinkOpenUntilItWasReadToItsEnd() throws Exception {
        var spec = GuestSpec.of("brief", List.of("/bin/sh", "-c", "echo last words"));
        var child = ProcessChild.start(spec, runtime);
        var link = child.started()
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .link();
        Eventually.holds(() -> "the release waits for the link", GuestLifeIT::isReleaseWaitingForTheLink);
        assertThat(link.isOpen()).isTrue();
        var words = ByteBuffer.allocate(100);
        while (link.read(words) >= 0) {
            assertThat(words.hasRemaining()).isTrue();
        }
        child.closeLink();

        assertThat(new String(words.array(), 0, words.position(), StandardCharsets.UTF_8))
                .isEqualTo("last words\n");
        assertThat(child.released().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEmpty();
    }

    private static boolean isReleaseWaitingForTheLink() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("vellamo-guest-brief"))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(CountDownLatch.class.getName()));
    }

    @Test
    void manyComeAndGoAtOnce() throws Exception {
        var children = new ArrayList<GuestChild>();
        for (int guest = 0; guest < 20; guest++) {
            var spec = GuestSpec.of("many-" + guest, List.of("/bin/sh", "-c", "sleep 1000 & read stop"));
            children.add(ProcessChild.start(spec, runtime));
        }
        for (var child : children) {
            child.started().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        children.forEach(GuestChild::kill);
        children.forEach(GuestChild::closeLink);
        for (var child : children) {
            assertThat(child.released().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEmpty();
        }
    }
}
