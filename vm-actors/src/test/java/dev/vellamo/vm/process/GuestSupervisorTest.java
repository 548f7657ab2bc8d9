package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.confinement.ConfinementReport;
import dev.vellamo.vm.linux.ChildExit;
import dev.vellamo.vm.process.GuestFailure.Stage;
import dev.vellamo.vm.process.GuestStatus.State;
import dev.vellamo.vm.process.GuestSupervisor.Command;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuestSupervisorTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final GuestDeadlines DEADLINES = GuestDeadlines.DEFAULT;
    private static final ChildExit KILLED = new ChildExit.Signalled(9);

    private final FakeChild child = new FakeChild();
    private final FakeSession session = new FakeSession();
    private final CompletableFuture<GuestSession> handshake = new CompletableFuture<>();
    private final TestProbe<GuestNews> owner = KIT.createTestProbe();

    private SocketChannel link;
    private ActorRef<Command> supervisor;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void begin() throws IOException {
        link = SocketChannel.open();
        var spec = GuestSpec.of("worker", List.of("/bin/true"));
        supervisor = KIT.spawn(GuestSupervisor.create(spec, each -> child, guest -> handshake, owner.getRef()));
    }

    @AfterEach
    void end() throws IOException {
        link.close();
    }

    private void started() {
        child.started.complete(new StartedGuest(7, link, new ConfinementReport(Map.of()), Path.of("/files")));
        awaitState(State.HANDSHAKING);
    }

    private void ready() {
        started();
        handshake.complete(session);
        owner.expectMessageClass(GuestNews.Ready.class);
    }

    private void awaitState(State state) {
        TestProbe<GuestStatus> probe = KIT.createTestProbe();
        probe.awaitAssert(() -> {
            supervisor.tell(new GuestSupervisor.Inspect(probe.getRef()));
            assertThat(probe.receiveMessage().state()).isEqualTo(state);
            return Done.getInstance();
        });
    }

    private GuestNews.Ended goneWith(ChildExit exit) {
        awaitState(State.RELEASING);
        assertThat(child.told).endsWith("kill");
        child.exited.complete(exit);
        child.released.complete(List.of());
        return gone();
    }

    private GuestNews.Ended gone() {
        var ended = owner.expectMessageClass(GuestNews.Ended.class);
        owner.expectTerminated(supervisor);
        assertThat(child.linkClosed).isTrue();
        return ended;
    }

    @Nested
    class WhileStarting {
        @Test
        void failsWithTheReasonAndTheLastOutput() {
            child.started.completeExceptionally(new GuestLaunchException("no program at /nowhere"));
            child.released.complete(List.of());

            var failure = gone().failure().orElseThrow();
            assertThat(failure.stage()).isEqualTo(Stage.STARTING);
            assertThat(failure.exit()).isEmpty();
            assertThat(failure.text()).contains("starting", "no program at /nowhere", "the last line");
        }

        @Test
        void failsWhenItTakesTooLongAndReleasesWhatComesLate() {
            TIME.timePasses(DEADLINES.start());
            awaitState(State.RELEASING);
            child.started.complete(new StartedGuest(7, link, new ConfinementReport(Map.of()), Path.of("/files")));

            var failure = goneWith(KILLED).failure().orElseThrow();
            assertThat(failure.stage()).isEqualTo(Stage.STARTING);
            assertThat(failure.text()).contains("not started within PT10S").contains("killed for that");
        }

        @Test
        void stopsWithoutFailure() {
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(goneWith(KILLED).failure()).isEmpty();
        }
    }

    @Nested
    class WhileHandshaking {
        @Test
        void failsWhenTheProcessEnds() {
            started();
            child.exited.complete(new ChildExit.Code(3));
            child.released.complete(List.of());

            var ended = gone();
            assertThat(ended.exit()).contains(new ChildExit.Code(3));
            assertThat(ended.failure().orElseThrow().text())
                    .contains("handshaking", "ended by itself", "its process ended: exit code 3", "the last line");
        }

        @Test
        void failsWhenTheGuestSaysSomethingElse() {
            started();
            handshake.completeExceptionally(new IOException("version 9 is not ours"));

            var failure = goneWith(KILLED).failure().orElseThrow();
            assertThat(failure.stage()).isEqualTo(Stage.HANDSHAKING);
            assertThat(failure.reason()).isEqualTo("version 9 is not ours");
            assertThat(failure.endedByUs()).isTrue();
        }

        @Test
        void keepsTheExitCodeOfAGuestThatEndsTheLinkFirst() {
            started();
            handshake.completeExceptionally(new IOException("the link ended"));

            var failure = goneWith(new ChildExit.Code(1)).failure().orElseThrow();
            assertThat(failure.endedByUs()).isFalse();
            assertThat(failure.text()).contains("its process ended: exit code 1");
        }

        @Test
        void failsWhenItTakesTooLong() {
            started();
            TIME.timePasses(DEADLINES.handshake());

            assertThat(goneWith(KILLED).failure().orElseThrow().text()).contains("not ready within PT20S");
        }

        @Test
        void failsTheGuestAndNotItselfWhenTheProtocolThrows() {
            var probe = KIT.<GuestNews>createTestProbe();
            var other = new FakeChild();
            var spec = GuestSpec.of("worker", List.of("/bin/true"));
            KIT.spawn(GuestSupervisor.create(
                    spec,
                    each -> other,
                    guest -> {
                        throw new IllegalStateException("a defect");
                    },
                    probe.getRef()));
            other.started.complete(new StartedGuest(7, link, new ConfinementReport(Map.of()), Path.of("/files")));
            probe.awaitAssert(() -> {
                assertThat(other.told).contains("kill");
                return Done.getInstance();
            });
            other.released.complete(List.of());

            var ended = probe.expectMessageClass(GuestNews.Ended.class);
            assertThat(ended.failure().orElseThrow().reason()).isEqualTo("a defect");
        }

        @Test
        void stopsWithoutFailure() {
            started();
            supervisor.tell(new GuestSupervisor.Stop());

            assertThat(goneWith(KILLED).failure()).isEmpty();
        }
    }

    @Nested
    class WhenReady {
        @Test
        void failsWhenTheProcessEnds() {
            ready();
            child.exited.complete(new ChildExit.Code(0));
            child.released.complete(List.of());

            var failure = gone().failure().orElseThrow();
            assertThat(failure.stage()).isEqualTo(Stage.READY);
            assertThat(failure.exit()).contains(new ChildExit.Code(0));
        }

        @Test
        void failsWhenTheLinkEnds() {
            ready();
            session.ended.complete(Done.getInstance());

            assertThat(goneWith(KILLED).failure().orElseThrow().reason()).isEqualTo("it closed the link");
        }

        @Test
        void failsWithTheReasonOfABrokenLink() {
            ready();
            session.ended.completeExceptionally(new IOException("no answer to a ping for 10 s"));

            assertThat(goneWith(KILLED).failure().orElseThrow().reason()).contains("ping");
        }

        @Test
        void outlivesAllDeadlines() {
            ready();
            TIME.timePasses(Duration.ofHours(1));

            awaitState(State.READY);
            assertThat(child.told).isEmpty();
        }

        @Test
        void isKilledWhenItsSupervisorIsStoppedByItsParent() {
            var parent = KIT.spawn(Behaviors.<Done>setup(context -> {
                context.spawn(
                        GuestSupervisor.create(
                                GuestSpec.of("worker", List.of("/bin/true")),
                                each -> child,
                                guest -> handshake,
                                owner.getRef()),
                        "guest");
                return Behaviors.receive(Done.class)
                        .onAnyMessage(any -> Behaviors.stopped())
                        .build();
            }));
            parent.tell(Done.getInstance());

            owner.expectTerminated(parent);
            assertThat(child.told).contains("kill");
        }
    }

    @Nested
    class WhenItsProcessHasEnded {
        @Test
        void leavesTheLinkToWhoeverStillReadsIt() {
            ready();
            child.exited.complete(new ChildExit.Code(0));
            awaitState(State.RELEASING);
            assertThat(child.linkClosed).isFalse();
            session.ended.complete(Done.getInstance());
            owner.awaitAssert(() -> {
                assertThat(child.linkClosed).isTrue();
                return Done.getInstance();
            });
            child.released.complete(List.of());

            gone();
        }

        @Test
        void failedWhenReadyIfItHadSaidThatItIsReady() {
            started();
            child.exited.complete(new ChildExit.Code(3));
            awaitState(State.RELEASING);
            handshake.complete(session);
            session.ended.complete(Done.getInstance());
            awaitLinkClosed();
            child.released.complete(List.of());

            var failure = gone().failure().orElseThrow();
            assertThat(failure.stage()).isEqualTo(Stage.READY);
            assertThat(failure.exit()).contains(new ChildExit.Code(3));
            assertThat(failure.reason()).contains("ended by itself");
        }

        @Test
        void failedInTheHandshakeIfItHadNot() {
            started();
            child.exited.complete(new ChildExit.Code(3));
            awaitState(State.RELEASING);
            handshake.completeExceptionally(new IOException("the link ended before READY"));
            awaitLinkClosed();
            child.released.complete(List.of());

            assertThat(gone().failure().orElseThrow().stage()).isEqualTo(Stage.HANDSHAKING);
        }

        @Test
        void leavesTheLinkOfASessionThatComesLateUntilItIsRead() {
            started();
            child.exited.complete(new ChildExit.Code(0));
            awaitState(State.RELEASING);
            handshake.complete(session);
            awaitState(State.RELEASING);
            assertThat(child.linkClosed).isFalse();
            session.ended.complete(Done.getInstance());
            awaitLinkClosed();
            child.released.complete(List.of());

            gone();
        }

        @Test
        void closesTheLinkOfASessionThatComesAfterItWasStopped() {
            started();
            supervisor.tell(new GuestSupervisor.Stop());
            awaitState(State.RELEASING);
            handshake.complete(session);
            awaitLinkClosed();

            assertThat(goneWith(KILLED).failure()).isEmpty();
        }

        private void awaitLinkClosed() {
            owner.awaitAssert(() -> {
                assertThat(child.linkClosed).isTrue();
                return Done.getInstance();
            });
        }

        @Test
        void tellsACrashFromAKill() {
            ready();
            session.ended.complete(Done.getInstance());

            assertThat(goneWith(new ChildExit.Signalled(11))
                            .failure()
                            .orElseThrow()
                            .endedByUs())
                    .isFalse();
        }
    }

    @Nested
    class WhenStopped {
        @Test
        void asksFirst() {
            ready();
            supervisor.tell(new GuestSupervisor.Stop());
            awaitState(State.STOPPING);
            assertThat(session.asked).isCompleted();
            assertThat(child.told).isEmpty();
            child.exited.complete(new ChildExit.Code(0));
            child.released.complete(List.of());

            assertThat(gone())
                    .isEqualTo(new GuestNews.Ended(Optional.empty(), Optional.of(new ChildExit.Code(0)), List.of()));
        }

        @Test
        void doesNotTakeTheEndOfTheLinkForAFailure() {
            ready();
            supervisor.tell(new GuestSupervisor.Stop());
            session.ended.complete(Done.getInstance());
            awaitState(State.STOPPING);
            child.exited.complete(new ChildExit.Code(0));
            child.released.complete(List.of());

            assertThat(gone().failure()).isEmpty();
        }

        @Test
        void terminatesAndThenKillsWhatDoesNotEnd() {
            ready();
            supervisor.tell(new GuestSupervisor.Stop());
            awaitState(State.STOPPING);
            TIME.timePasses(DEADLINES.ask());
            awaitState(State.STOPPING);
            assertThat(child.told).containsExactly("terminate");
            TIME.timePasses(DEADLINES.terminate());
            awaitState(State.RELEASING);
            assertThat(child.told).containsExactly("terminate", "kill");

            assertThat(goneWith(KILLED).failure()).isEmpty();
        }

        @Test
        void takesASecondStopForTheSame() {
            ready();
            supervisor.tell(new GuestSupervisor.Stop());
            supervisor.tell(new GuestSupervisor.Stop());
            awaitState(State.STOPPING);
            child.exited.complete(new ChildExit.Code(0));
            child.released.complete(List.of());

            gone();
        }

        @Test
        void namesWhatCouldNotBeReleased() {
            ready();
            child.exited.complete(new ChildExit.Code(0));
            child.released.complete(List.of("directory /x could not be removed: busy"));

            assertThat(gone().notReleased()).containsExactly("directory /x could not be removed: busy");
        }

        @Test
        void writesOffWhatIsNotReleasedInTime() {
            ready();
            child.exited.complete(new ChildExit.Code(0));
            awaitState(State.RELEASING);
            TIME.timePasses(DEADLINES.release().multipliedBy(4));

            assertThat(gone().notReleased()).singleElement().asString().contains("not released in time");
        }
    }
}
