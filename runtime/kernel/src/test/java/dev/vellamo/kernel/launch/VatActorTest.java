package dev.vellamo.kernel.launch;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.run.FakeRunningVat;
import dev.vellamo.kernel.run.LocalRunner;
import dev.vellamo.kernel.run.RunningVat;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.run.VatPool;
import dev.vellamo.kernel.run.VatRunner;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.States;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatActorTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(30);

    private static ActorTestKit testKit;

    private final Baseline baseline = new Baseline().threads("actor-under-test");
    private final VatPool pool = new VatPool("actor-under-test");
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final KernelState state = States.ephemeral();
    private final Sequencer sequencer = new Sequencer(state, pool, broken::add);
    private final AtomicReference<VatRunner> runner = new AtomicReference<>();
    private final Noting observer = new Noting();
    private final FakeRunningVat code = new FakeRunningVat();
    private final List<String> codes = new CopyOnWriteArrayList<>();
    private Restarts restarts = Restarts.of(RestartPolicy.NEVER);
    private boolean wasThereBefore;
    private Duration loadTimeout = LONG;
    private final AtomicBoolean end = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);

    @BeforeAll
    static void startsActors() {
        testKit = ActorTestKit.create();
    }

    @AfterAll
    static void stopsActors() {
        testKit.shutdownTestKit();
    }

    @AfterEach
    void leavesNoThread() {
        end.set(true);
        pool.close();
        assertThat(baseline.remaining()).isEmpty();
        assertThat(broken).isEmpty();
    }

    private static final class Noting implements VatActor.Observer {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private volatile @Nullable Throwable failure;

        boolean awaits(String event) {
            return eventually(() -> events.contains(event));
        }

        @Override
        public void started() {
            events.add("started");
        }

        @Override
        public void failedToStart(Throwable reason) {
            failure = reason;
            events.add("failed to start");
        }

        @Override
        public void endedByItself(Fault reason) {
            events.add("ended by itself " + reason.code());
        }

        @Override
        public void restarting(Fault reason, Duration pause) {
            events.add("restarting " + reason.code() + " after " + pause.toMillis() + " ms");
        }

        @Override
        public void quarantined(Throwable reason, Optional<Duration> pause) {
            failure = reason;
            events.add("quarantined for " + pause.map(Duration::toSeconds).orElse(0L) + " s");
        }

        @Override
        public void writtenOff(String thread) {
            events.add("written off");
        }

        @Override
        public void cameBack(String thread) {
            events.add("came back");
        }

        @Override
        public void stopped() {
            events.add("stopped");
        }
    }

    private static void fails() {
        throw new IllegalStateException("a fault of this heap");
    }

    /** What came of a wish for a new heap. */
    private static final class Answered implements VatActor.Answer {
        private final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public void started() {
            text.complete("started");
        }

        @Override
        public void failed(Throwable reason) {
            text.complete(String.valueOf(reason.getMessage()));
        }

        String text() {
            return text.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private ActorRef<VatActor.Command> starts(
            Duration deliveryTimeout, Duration stopTimeout, RunningVat.Loader loader) {
        var record = state.newVat(new VatRecord.Identity("v1", "bob", "s1"));
        sequencer.submit(new Entry.AddVat(record));
        var subject = new VatRunner.Subject(record, deliveryTimeout);
        var site = new VatRunner.VatSite(pool, sequencer, state::newVat, (delay, period, task) -> () -> {});
        return testKit.spawn(VatActor.create(
                (owner, withCode) -> {
                    codes.add(withCode);
                    runner.set(new LocalRunner(subject, loader, site, owner));
                    return runner();
                },
                new VatActor.Subject("", new VatLife(restarts, wasThereBefore, () -> 0), stopTimeout, loadTimeout),
                observer));
    }

    private ActorRef<VatActor.Command> started(Duration deliveryTimeout, Duration stopTimeout) {
        var actor = starts(deliveryTimeout, stopTimeout, wake -> code);
        assertThat(observer.awaits("started")).isTrue();
        return actor;
    }

    private VatRunner runner() {
        return Objects.requireNonNull(runner.get(), "no vat was started");
    }

    private void tells(String method) {
        sequencer.submit(new Entry.HostSend(runner().vat().root(), new KernelMessage(method, KernelData.NULL, null)));
    }

    private void isGone(ActorRef<?> actor) {
        testKit.createTestProbe().expectTerminated(actor, Duration.ofSeconds(10));
    }

    private void spins() {
        begun.countDown();
        while (!end.get()) {
            Thread.onSpinWait();
        }
    }

    private void begins() throws InterruptedException {
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class Starting {

        @Test
        void failsWithWhatLoadingThrew() {
            var missing = new ClassNotFoundException("com.example.Missing");

            isGone(starts(LONG, LONG, wake -> {
                throw missing;
            }));

            assertThat(observer.failure).isSameAs(missing);
            assertThat(observer.events).containsExactly("failed to start", "stopped");
        }

        @Test
        void failsWithWhatTheRootThrewAndClosesTheVat() {
            code.startsWith(new CrankResult.Aborted(Fault.of(ErrorCode.METHOD_THREW, "no root")));

            isGone(starts(LONG, LONG, wake -> code));

            assertThat(observer.failure).hasMessage("[METHOD_THREW] no root");
            assertThat(observer.events).containsExactly("failed to start", "stopped");
            assertThat(code.events()).containsExactly("start", "closed");
        }

        @Test
        void failsIfTheRootDoesNotReturn() {
            code.onStart(VatActorTest.this::spins);

            isGone(starts(SHORT, LONG, wake -> code));

            assertThat(observer.failure).hasMessageContaining("root did not end");
            assertThat(observer.events).containsExactly("written off", "failed to start", "stopped");
            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            assertThat(code.events()).containsExactly("start", "closed");
        }

        @Test
        void isGivenUpAtOnceIfItIsToStopWhileItsCodeLoads() throws InterruptedException {
            var actor = starts(LONG, LONG, wake -> {
                spins();
                return code;
            });
            begins();

            actor.tell(VatActor.Stop.INSTANCE);

            isGone(actor);
            assertThat(observer.events).containsExactlyInAnyOrder("failed to start", "written off", "stopped");
            assertThat(pool.writtenOffThreads()).hasSize(1);
            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            assertThat(code.events()).containsExactly("closed");
            assertThat(eventually(() -> pool.writtenOffThreads().isEmpty())).isTrue();
        }
    }

    @Nested
    class StartingAgain {

        @Test
        void endsTheVatIfItsConfigDoesNotWantThat() {
            code.on(message -> fails());
            var actor = started(LONG, LONG);

            tells("work");

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "ended by itself VAT_FAILED", "stopped");
        }

        @Test
        void givesAVatThatFailedANewHeap() {
            restarts = Restarts.of(RestartPolicy.onFailure(1, Duration.ofMinutes(1)));
            code.on(message -> fails());
            var actor = started(LONG, LONG);
            tells("work");
            assertThat(observer.awaits("restarting VAT_FAILED after 100 ms")).isTrue();
            assertThat(eventually(() -> observer.events.size() == 3)).isTrue();
            assertThat(code.events()).containsExactly("start", "work", "closed", "start");

            tells("work");

            isGone(actor);
            assertThat(observer.events)
                    .containsExactly(
                            "started",
                            "restarting VAT_FAILED after 100 ms",
                            "started",
                            "ended by itself VAT_FAILED",
                            "stopped");
        }

        @Test
        void doesNotWaitForAHeapWhoseCodeDoesNotReturn() {
            restarts = Restarts.of(RestartPolicy.onFailure(1, Duration.ofMinutes(1)));
            code.on(message -> spins());
            var actor = started(SHORT, LONG);
            tells("work");

            assertThat(observer.awaits("restarting DEADLINE_EXCEEDED after 100 ms"))
                    .isTrue();
            assertThat(eventually(() -> observer.events.size() == 4)).isTrue();

            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void happensWhenItIsAskedForAndAnswersOnceItIsDone() {
            var actor = started(LONG, LONG);
            var answer = new Answered();

            actor.tell(new VatActor.Restart(answer));

            assertThat(answer.text()).isEqualTo("started");
            assertThat(code.events()).containsExactly("start", "closed", "start");
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void quarantinesAVatThatWasThereBeforeUntilItIsAskedFor() {
            wasThereBefore = true;
            code.startsWith(new CrankResult.Aborted(Fault.of(ErrorCode.METHOD_THREW, "no root")));
            var actor = starts(LONG, LONG, wake -> code);
            assertThat(observer.awaits("quarantined for 5 s")).isTrue();
            assertThat(observer.failure).hasMessage("[METHOD_THREW] no root");

            var again = new Answered();
            actor.tell(new VatActor.Restart(again));
            assertThat(again.text()).isEqualTo("[METHOD_THREW] no root");
            assertThat(observer.awaits("quarantined for 10 s")).isTrue();

            code.startsWith(new CrankResult.Completed(WriteSet.EMPTY));
            var atLast = new Answered();
            actor.tell(new VatActor.Restart(atLast));
            assertThat(atLast.text()).isEqualTo("started");
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void quarantinesAVatWhoseCodeIsMissingAndKeepsWhatWaitsForIt() {
            wasThereBefore = true;
            var missing = new AtomicBoolean(true);
            var actor = starts(LONG, LONG, wake -> {
                if (missing.get()) {
                    throw new ClassNotFoundException("com.example.Missing");
                }
                return code;
            });
            assertThat(observer.awaits("quarantined for 5 s")).isTrue();
            tells("work");

            missing.set(false);
            actor.tell(new VatActor.Restart(new Answered()));

            assertThat(eventually(() -> code.events().equals(List.of("start", "work"))))
                    .isTrue();
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void givesUpCodeThatDoesNotStopLoading() {
            wasThereBefore = true;
            loadTimeout = SHORT;
            var actor = starts(LONG, LONG, wake -> {
                spins();
                return code;
            });

            assertThat(observer.awaits("quarantined for 0 s")).isTrue();
            assertThat(observer.failure).hasMessageContaining("loading its code did not end within 30 ms");

            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void endsAVatThatIsDown() {
            wasThereBefore = true;
            code.startsWith(new CrankResult.Aborted(Fault.of(ErrorCode.METHOD_THREW, "no root")));
            var actor = starts(LONG, LONG, wake -> code);
            assertThat(observer.awaits("quarantined for 5 s")).isTrue();

            actor.tell(new VatActor.End(Fault.of(ErrorCode.VAT_TERMINATED, "away")));

            isGone(actor);
            assertThat(observer.events)
                    .containsExactly("quarantined for 5 s", "ended by itself VAT_TERMINATED", "stopped");
            assertThat(state.vats()).isEmpty();
        }
    }

    @Nested
    class Upgrading {

        @Test
        void startsTheNewCode() {
            var actor = started(LONG, LONG);
            var answer = new Answered();

            actor.tell(new VatActor.Upgrade("new", answer));

            assertThat(answer.text()).isEqualTo("started");
            assertThat(codes).containsExactly("", "new");
            assertThat(runner().vat().code()).isEqualTo("new");
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }

        @Test
        void goesBackToTheFormerCodeIfTheNewOneDoesNotStart() {
            var actor = started(LONG, LONG);
            var starts = new AtomicInteger();
            code.onStart(() -> {
                if (starts.incrementAndGet() == 1) {
                    throw new IllegalStateException("no upgrade");
                }
            });
            var answer = new Answered();

            actor.tell(new VatActor.Upgrade("new", answer));

            assertThat(answer.text()).contains("no upgrade");
            assertThat(eventually(() -> observer.events.equals(List.of("started", "started"))))
                    .isTrue();
            assertThat(codes).containsExactly("", "new", "");
            assertThat(runner().vat().code()).isEmpty();
            actor.tell(VatActor.Stop.INSTANCE);
            isGone(actor);
        }
    }

    @Nested
    class Halting {

        @Test
        void closesTheVatAndLeavesItInTheState() {
            var actor = started(LONG, LONG);
            sequencer.halt();

            actor.tell(VatActor.Halt.INSTANCE);

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "stopped");
            assertThat(code.events()).containsExactly("start", "closed");
            assertThat(state.vats()).containsOnlyKeys("v1");
        }
    }

    @Nested
    class Stopping {

        @Test
        void closesTheVatAndSaysSoLast() {
            var actor = started(LONG, LONG);

            actor.tell(VatActor.Stop.INSTANCE);
            actor.tell(VatActor.Stop.INSTANCE);

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "stopped");
            assertThat(code.events()).containsExactly("start", "closed");
        }

        @Test
        void waitsForTheRunningDelivery() throws InterruptedException {
            code.on(message -> spins());
            var actor = started(LONG, LONG);
            tells("work");
            begins();

            actor.tell(VatActor.Stop.INSTANCE);
            assertThat(eventually(() -> runner().queued() >= 2)).isTrue();
            end.set(true);

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "stopped");
        }

        @Test
        void givesUpADeliveryThatTakesTooLong() throws InterruptedException {
            code.on(message -> spins());
            var actor = started(LONG, SHORT);
            tells("work");
            begins();

            actor.tell(VatActor.Stop.INSTANCE);

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "written off", "stopped");
            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            assertThat(code.events()).containsExactly("start", "work", "closed");
        }

        @Test
        void byTheParentEndsTheVatToo() {
            var actor = started(LONG, LONG);

            testKit.stop(actor);

            assertThat(eventually(() -> code.events().contains("closed"))).isTrue();
        }

        @Test
        void byTheParentWhileItStartsEndsTheVatToo() throws InterruptedException {
            code.onStart(VatActorTest.this::spins);
            var actor = starts(LONG, LONG, wake -> code);
            begins();

            testKit.stop(actor);
            end.set(true);

            assertThat(eventually(() -> code.events().contains("closed"))).isTrue();
        }
    }

    @Nested
    class AVatThatEndsByItself {

        @Test
        void isClosed() {
            var actor = started(LONG, LONG);

            sequencer.submit(new Entry.EndVat(runner().vat(), Fault.of(ErrorCode.ILLEGAL_OPERATION, "it cheated")));

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "ended by itself ILLEGAL_OPERATION", "stopped");
            assertThat(code.events()).containsExactly("start", "closed");
        }

        @Test
        void atItsDeadlineIsReportedWithItsThread() {
            code.on(message -> spins());
            var actor = started(SHORT, LONG);

            tells("work");

            isGone(actor);
            assertThat(observer.events)
                    .containsExactly("started", "written off", "ended by itself DEADLINE_EXCEEDED", "stopped");
            end.set(true);
            assertThat(observer.awaits("came back")).isTrue();
            assertThat(code.events()).containsExactly("start", "work", "closed");
        }

        @Test
        void thatCannotBeClosedIsStoppedAllTheSame() {
            code.closesWith(new IllegalStateException("expected by this test"));
            var actor = started(LONG, LONG);

            actor.tell(VatActor.Stop.INSTANCE);

            isGone(actor);
            assertThat(observer.events).containsExactly("started", "stopped");
        }
    }
}
