package dev.vellamo.kernel.run;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatPoolTest {

    private final Baseline baseline = new Baseline().threads("pool-under-test");
    private VatPool pool = new VatPool("pool-under-test", 2, VatPool.MAX_THREADS);

    @AfterEach
    void leavesNoThread() {
        pool.close();
        assertThat(baseline.remaining()).isEmpty();
    }

    /** Code with a limit that notes what it is told. */
    private static final class Noting implements Guard {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final long timeoutNanos;

        Noting(Duration timeout) {
            this.timeoutNanos = timeout.toNanos();
        }

        @Override
        public long timeoutNanos() {
            return timeoutNanos;
        }

        @Override
        public void writtenOff(String thread) {
            told.add("written off");
        }

        @Override
        public void cameBack() {
            told.add("came back");
        }
    }

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** Runs {@code code} on a thread of the pool, as a vat's. */
    private Noting guarded(Duration timeout, Runnable code) {
        var guard = new Noting(timeout);
        pool.execute(() -> {
            var thread = (PoolThread) Thread.currentThread();
            thread.begin(guard);
            code.run();
            thread.end(guard);
        });
        return guard;
    }

    @Nested
    class CodeThatTakesLong {

        private final CountDownLatch end = new CountDownLatch(1);

        @Test
        void isReplacedByAnotherThreadWhichEndsWhenItReturns() throws InterruptedException {
            var begun = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                guarded(LONG, () -> {
                    begun.countDown();
                    awaits(end);
                });
            }
            await(begun);
            assertThat(pool.size()).isLessThanOrEqualTo(4);
            var others = new CountDownLatch(100);
            IntStream.range(0, 100).forEach(i -> pool.execute(others::countDown));
            await(others);
            assertThat(pool.size()).isGreaterThan(2);

            end.countDown();

            assertThat(eventually(() -> {
                        pool.execute(() -> {});
                        return pool.size() == 2;
                    }))
                    .isTrue();
        }

        @Test
        void isNotReplacedBeyondTheMostThreads() throws InterruptedException {
            pool.close();
            pool = new VatPool("pool-under-test", 1, 4);
            var begun = new CountDownLatch(4);
            var all = new CountDownLatch(10);
            for (int i = 0; i < 10; i++) {
                guarded(LONG, () -> {
                    begun.countDown();
                    awaits(end);
                    all.countDown();
                });
            }
            await(begun);
            for (int i = 0; i < 100; i++) {
                pool.compensate();
                assertThat(pool.size()).isEqualTo(4);
            }

            end.countDown();

            await(all);
        }

        @Test
        void thatIsNoVatsHoldsUpNoTaskThatWaitsForItsThread() throws InterruptedException {
            var next = new CountDownLatch(1);
            pool.execute(() -> {
                pool.runNext(next::countDown);
                awaits(end);
            });

            await(next);
            end.countDown();
        }
    }

    @Nested
    class CodeThatPassesItsLimit {

        @Test
        void isInterruptedAndIfThatEndsItItsThreadIsGone() {
            var interrupted = new AtomicReference<Boolean>();
            var guard = guarded(SHORT, () -> interrupted.set(!awaits(new CountDownLatch(1))));

            assertThat(eventually(() -> guard.told.size() == 2)).isTrue();

            assertThat(guard.told).containsExactly("written off", "came back");
            assertThat(interrupted.get()).isTrue();
            assertThat(pool.writtenOffThreads()).isEmpty();
        }

        @Test
        void isNamedUntilItReturns() throws InterruptedException {
            var end = new AtomicBoolean();
            var guard = guarded(SHORT, () -> {
                while (!end.get()) {
                    Thread.onSpinWait();
                }
            });
            assertThat(eventually(() -> !guard.told.isEmpty())).isTrue();
            assertThat(pool.writtenOffThreads()).singleElement().asString().startsWith("pool-under-test-vat-");
            var others = new CountDownLatch(10);
            IntStream.range(0, 10).forEach(i -> pool.execute(others::countDown));
            await(others);

            end.set(true);

            assertThat(eventually(() -> pool.writtenOffThreads().isEmpty())).isTrue();
            assertThat(guard.told).containsExactly("written off", "came back");
        }

        @Test
        void leavesItsTaskToOthersThatWasToRunNext() throws InterruptedException {
            var end = new AtomicBoolean();
            var next = new CountDownLatch(1);
            var lateNext = new CountDownLatch(1);
            var guard = guarded(SHORT, () -> {
                pool.runNext(next::countDown);
                while (!end.get()) {
                    Thread.onSpinWait();
                }
                pool.runNext(lateNext::countDown);
            });
            await(next);
            assertThat(eventually(() -> !guard.told.isEmpty())).isTrue();

            end.set(true);

            await(lateNext);
        }
    }

    @Test
    void codeThatEndsWhenItsTimeIsUpEitherEndsOrIsWrittenOff() throws InterruptedException {
        int writtenOff = 0;
        for (int i = 0; i < 1_000; i++) {
            var guard = new Noting(LONG);
            var running = new AtomicReference<PoolThread>();
            var endedInTime = new AtomicReference<Boolean>();
            var begun = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            var go = new AtomicBoolean();
            int spins = i % 200;
            pool.execute(() -> {
                var thread = (PoolThread) Thread.currentThread();
                thread.begin(guard);
                running.set(thread);
                begun.countDown();
                spinUntil(go, spins);
                endedInTime.set(thread.end(guard));
                done.countDown();
            });
            await(begun);
            go.set(true);
            var wroteOff = Objects.requireNonNull(running.get()).writeOff(guard);
            await(done);

            assertThat(endedInTime.get()).isEqualTo(!wroteOff);
            assertThat(guard.told).isEqualTo(wroteOff ? List.of("written off", "came back") : List.of());
            assertThat(pool.writtenOffThreads()).isEmpty();
            writtenOff += wroteOff ? 1 : 0;
        }
        assertThat(writtenOff).isPositive();
    }

    @Test
    void noTaskIsForgottenHoweverThreadsFallAsleepAndLeave() throws InterruptedException {
        var ran = new AtomicInteger();
        for (int round = 0; round < 3_000; round++) {
            int producers = 1 + round % 3;
            var done = new CountDownLatch(producers * 4);
            for (int p = 0; p < producers; p++) {
                pool.execute(() -> {
                    for (int i = 0; i < 3; i++) {
                        Runnable task = () -> {
                            ran.incrementAndGet();
                            done.countDown();
                        };
                        if (i == 0) {
                            pool.runNext(task);
                        } else {
                            pool.execute(task);
                        }
                    }
                    ran.incrementAndGet();
                    done.countDown();
                });
            }
            await(done);
        }
        assertThat(ran.get()).isEqualTo(1_000 * (4 + 8 + 12));
    }

    @Test
    void manyProducersLoseNothing() throws InterruptedException {
        int producers = 4;
        int each = 25_000;
        var done = new CountDownLatch(producers * each);
        var threads = IntStream.range(0, producers)
                .mapToObj(p -> new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        pool.execute(done::countDown);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);

        await(done);
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void closingWritesOffBusyCodeAndDropsWhatComesLater() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var guard = guarded(LONG, () -> {
            begun.countDown();
            awaits(new CountDownLatch(1));
        });
        await(begun);

        pool.close();
        pool.execute(() -> guard.told.add("ran"));

        assertThat(eventually(() -> guard.told.size() == 2)).isTrue();
        assertThat(guard.told).containsExactly("written off", "came back");
    }

    @Test
    void aTaskThatThrowsHurtsNoOther() throws InterruptedException {
        var done = new CountDownLatch(1);
        pool.execute(() -> {
            throw new IllegalStateException("expected by this test");
        });
        pool.execute(done::countDown);

        await(done);
    }

    private static void spinUntil(AtomicBoolean go, int andThenSpins) {
        while (!go.get()) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < andThenSpins; i++) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Returns whether it was not interrupted. */
    private static boolean awaits(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
