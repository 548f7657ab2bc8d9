package dev.vellamo.kernel.run;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LocalRunnerTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final Baseline baseline = new Baseline().threads("runner-under-test");
    private final RunnerSite site = new RunnerSite("runner-under-test");

    @AfterEach
    void leavesNoThread() {
        site.close();
        assertThat(baseline.remaining()).isEmpty();
        assertThat(site.broken()).isEmpty();
    }

    @Nested
    class StartingAVat {

        @Test
        void whoseCodeCannotBeLoadedFailsWithTheCause() {
            var missing = new ClassNotFoundException("com.example.Missing");

            var vat = site.starts(LONG, wake -> {
                throw missing;
            });

            assertThat(vat.owner().awaits("failed to start")).isTrue();
            assertThat(vat.owner().failure()).isSameAs(missing);
            vat.runner().close();
            assertThat(vat.owner().awaits("closed")).isTrue();
        }

        @Test
        void whoseCodeDoesNotLinkFailsWithTheError() {
            var error = new NoClassDefFoundError("com/example/Missing");

            var vat = site.starts(LONG, wake -> {
                throw error;
            });

            assertThat(vat.owner().awaits("failed to start")).isTrue();
            assertThat(vat.owner().failure()).isSameAs(error);
        }

        @Test
        void whoseRootAbortsEndsIt() {
            var code = new FakeRunningVat();
            code.startsWith(new CrankResult.Aborted(Fault.of(ErrorCode.METHOD_THREW, "no root")));

            var vat = site.starts(LONG, code);

            assertThat(vat.owner().awaits("ended no root")).isTrue();
            assertThat(vat.owner().events()).doesNotContain("started");
        }

        @Test
        void thatIsWokenWhileItLoadsGetsTheWakeBehindItsStart() {
            var code = new FakeRunningVat();
            var vat = site.starts(LONG, wake -> {
                wake.run();
                site.awaitsQuiet();
                return code;
            });

            assertThat(vat.owner().awaits("started")).isTrue();
            assertThat(eventually(() -> code.events().size() == 2)).isTrue();
            assertThat(code.events()).containsExactly("start", "wake");
        }

        @Test
        void thatIsEndedBeforeItIsLoadedLoadsNothing() throws InterruptedException {
            var busy = site.occupies();
            var code = new FakeRunningVat();
            var vat = site.starts(LONG, code);
            site.terminates(vat);
            vat.runner().close();

            busy.countDown();

            assertThat(vat.owner().awaits("closed")).isTrue();
            assertThat(code.events()).isEmpty();
            assertThat(eventually(() -> vat.runner().queued() == 0)).isTrue();
        }
    }

    @Nested
    class ARunningVat {

        @Test
        void getsItsDeliveriesOneAtATimeAndInOrder() throws InterruptedException {
            int senders = 4;
            int each = 5_000;
            var running = new AtomicInteger();
            var overlaps = new AtomicInteger();
            var got = new ArrayList<String>();
            var done = new CountDownLatch(senders * each);
            var code = new FakeRunningVat().on(message -> {
                overlaps.addAndGet(running.getAndIncrement());
                got.add(message.method());
                running.decrementAndGet();
                done.countDown();
            });
            var vat = site.startsAndAwaits(LONG, code);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < senders; i++) {
                var sender = "s" + i + ":";
                threads.add(new Thread(() -> {
                    for (int n = 0; n < each; n++) {
                        site.tells(vat, sender + n);
                    }
                }));
            }

            threads.forEach(Thread::start);

            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(overlaps.get()).isZero();
            for (int i = 0; i < senders; i++) {
                var sender = "s" + i + ":";
                assertThat(got.stream()
                                .filter(method -> method.startsWith(sender))
                                .map(method -> Integer.parseInt(method.substring(sender.length()))))
                        .isSorted()
                        .hasSize(each);
            }
            for (var thread : threads) {
                thread.join();
            }
        }

        @Test
        void whoseEngineThrowsAnErrorEndsAndOthersGoOn() {
            var vat = site.startsAndAwaits(LONG, new FakeRunningVat().on(message -> {
                        throw new AssertionError("expected by this test");
                    }));
            var other = site.startsAndAwaits(LONG, new FakeRunningVat());

            var result = site.calls(vat, "break");

            assertThat(site.outcome(result)).isEqualTo("VAT_FAILED");
            assertThat(site.outcome(site.calls(other, "hello"))).isEqualTo("done");
            vat.runner().close();
            assertThat(vat.owner().awaits("closed")).isTrue();
        }

        @Test
        void thatEndsRunsNothingThatWaited() throws InterruptedException {
            var begun = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var code = new FakeRunningVat().on(message -> {
                begun.countDown();
                await(end);
            });
            var vat = site.startsAndAwaits(LONG, code);
            for (int i = 0; i < 100; i++) {
                site.tells(vat, "m" + i);
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

            site.terminates(vat);
            vat.runner().close();
            end.countDown();

            assertThat(vat.owner().awaits("closed")).isTrue();
            assertThat(code.events()).containsExactly("start", "m0", "closed");
            assertThat(eventually(() -> vat.runner().queued() == 0)).isTrue();
        }

        @Test
        void thatCannotBeClosedIsClosedAllTheSame() {
            var code = new FakeRunningVat();
            code.closesWith(new IllegalStateException("expected by this test"));
            var vat = site.startsAndAwaits(LONG, code);
            site.terminates(vat);

            vat.runner().close();

            assertThat(vat.owner().awaits("closed")).isTrue();
        }

        @Test
        void hasItsTimersStoppedOnceTheyFiredAndWhenItEnds() {
            var code = new FakeRunningVat();
            code.startsWith(new CrankResult.Completed(new WriteSet(
                    List.of(
                            new Effect.SetTimer(1, Duration.ZERO, null, null),
                            new Effect.SetTimer(2, Duration.ZERO, Duration.ofSeconds(1), null)),
                    null)));
            var vat = site.startsAndAwaits(LONG, code);
            assertThat(eventually(() -> site.timers().size() == 2)).isTrue();

            site.timers().get(0).run();
            assertThat(eventually(() -> code.events().contains("timer 1"))).isTrue();
            assertThat(site.runningTimers()).isEqualTo(1);
            site.terminates(vat);

            assertThat(site.runningTimers()).isZero();
        }
    }

    @Nested
    class AVatThatDoesNotReturn {

        private final AtomicBoolean end = new AtomicBoolean();

        private final FakeRunningVat spinning = new FakeRunningVat().on(message -> {
            while (!end.get()) {
                Thread.onSpinWait();
            }
        });

        @AfterEach
        void returns() {
            end.set(true);
        }

        @Test
        @DisplayName("scenario 65: a vat in an endless loop is ended at its deadline, and its callers get an error")
        void isEndedAtItsDeadlineAndItsThreadNamedUntilItReturns() {
            var vat = site.startsAndAwaits(SHORT, spinning);
            var culprit = site.calls(vat, "spin");
            var other = site.calls(vat, "other");

            assertThat(site.outcome(culprit)).isEqualTo("DEADLINE_EXCEEDED");
            assertThat(site.outcome(other)).isEqualTo("VAT_TERMINATED");
            assertThat(vat.owner().awaits("written off")).isTrue();
            assertThat(site.pool().writtenOffThreads())
                    .containsExactly(vat.owner().thread());
            assertThat(spinning.events()).doesNotContain("closed");

            end.set(true);

            assertThat(vat.owner().awaits("came back")).isTrue();
            assertThat(spinning.events()).containsExactly("start", "spin", "closed");
            assertThat(eventually(() -> site.pool().writtenOffThreads().isEmpty()))
                    .isTrue();
        }

        @Test
        void endsAtOnceIfItListensToInterrupts() {
            var code = new FakeRunningVat().on(message -> await(new CountDownLatch(1)));
            var vat = site.startsAndAwaits(SHORT, code);

            var result = site.calls(vat, "wait");

            assertThat(site.outcome(result)).isEqualTo("DEADLINE_EXCEEDED");
            assertThat(vat.owner().awaits("came back")).isTrue();
            assertThat(code.events()).containsExactly("start", "wait", "closed");
            assertThat(site.pool().writtenOffThreads()).isEmpty();
        }

        @Test
        void isGivenUpWhenItsOwnerSaysSo() {
            var vat = site.startsAndAwaits(LONG, spinning);
            var result = site.calls(vat, "spin");
            assertThat(eventually(() -> spinning.events().contains("spin"))).isTrue();

            vat.runner().giveUp();

            assertThat(site.outcome(result)).isEqualTo("DEADLINE_EXCEEDED");
            assertThat(vat.owner().awaits("written off")).isTrue();
        }

        @Test
        void thatCannotBeClosedWhenItReturnsIsReportedAsBackAllTheSame() {
            spinning.closesWith(new IllegalStateException("expected by this test"));
            var vat = site.startsAndAwaits(SHORT, spinning);
            site.tells(vat, "spin");
            assertThat(vat.owner().awaits("written off")).isTrue();

            end.set(true);

            assertThat(vat.owner().awaits("came back")).isTrue();
        }

        @Test
        void leavesTheOthersQuick() {
            for (int i = 0; i < 2; i++) {
                site.tells(site.startsAndAwaits(LONG, spinning), "spin");
            }
            var echo = site.startsAndAwaits(LONG, new FakeRunningVat());
            var nanos = new long[20_000];

            for (int i = 0; i < nanos.length; i++) {
                var began = System.nanoTime();
                assertThat(site.outcome(site.calls(echo, "hello"))).isEqualTo("done");
                nanos[i] = System.nanoTime() - began;
            }

            java.util.Arrays.sort(nanos);
            var p99 = Duration.ofNanos(nanos[nanos.length * 99 / 100]);
            System.out.println("beside two spinning vats: p99 " + p99.toNanos() / 1_000 + " us, max "
                    + nanos[nanos.length - 1] / 1_000 + " us");
            assertThat(p99).isLessThan(Duration.ofMillis(100));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static WriteSet answer(Delivery delivery) {
        return delivery instanceof Delivery.Message message && message.result() != null
                ? new WriteSet(
                        List.of(new Effect.Settle(
                                message.result(),
                                new Settlement.Fulfilled(
                                        CapData.of(new dev.vellamo.protocol.capdata.Passable.Immutable("done"))))),
                        null)
                : WriteSet.EMPTY;
    }

    static KernelMessage message(String method, @org.jspecify.annotations.Nullable KernelPromise result) {
        return new KernelMessage(method, KernelData.NULL, result);
    }

    static String text(KernelSettlement settlement) {
        return settlement instanceof KernelSettlement.Rejected rejected
                ? rejected.reason().code()
                : Objects.toString(
                        ((dev.vellamo.protocol.capdata.Passable.Immutable) ((KernelSettlement.Fulfilled) settlement)
                                        .value()
                                        .body())
                                .value());
    }

    static CompletableFuture<KernelSettlement> watched(
            KernelPromise promise, java.util.function.Consumer<Entry> submit) {
        var settled = new CompletableFuture<KernelSettlement>();
        submit.accept(new Entry.HostWatch(promise, (settlement, lease) -> settled.complete(settlement)));
        return settled;
    }
}
