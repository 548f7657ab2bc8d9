package dev.vellamo.kernel.run;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelPromise;
import dev.vellamo.kernel.state.KernelSettlement;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.States;
import dev.vellamo.kernel.state.VatRecord;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool, a sequencer and a kernel state for vats of tests. */
final class RunnerSite implements AutoCloseable {

    private static final int PARALLELISM = 2;

    private final VatPool pool;
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final KernelState state = States.ephemeral();
    private final Sequencer sequencer;
    private final List<Runnable> timers = new CopyOnWriteArrayList<>();
    private final AtomicInteger runningTimers = new AtomicInteger();
    private final AtomicInteger vats = new AtomicInteger();

    RunnerSite(String name) {
        pool = new VatPool(name, PARALLELISM, VatPool.MAX_THREADS);
        sequencer = new Sequencer(state, pool, broken::add);
    }

    /** A started vat with what its owner was told. */
    record Started(VatRunner runner, NotingOwner owner) {}

    VatPool pool() {
        return pool;
    }

    List<Throwable> broken() {
        return broken;
    }

    /** What timers bring, in the order in which they were set. */
    List<Runnable> timers() {
        return timers;
    }

    int runningTimers() {
        return runningTimers.get();
    }

    Started starts(Duration deliveryTimeout, RunningVat.Loader loader) {
        var owner = new NotingOwner();
        var id = "v" + vats.incrementAndGet();
        var record = state.newVat(new VatRecord.Identity(id, "test", "s1"));
        sequencer.submit(new Entry.AddVat(record));
        var runner = new LocalRunner(
                new VatRunner.Subject(record, deliveryTimeout),
                loader,
                new VatRunner.VatSite(pool, sequencer, state::newVat, (delay, period, task) -> {
                    timers.add(task);
                    runningTimers.incrementAndGet();
                    return runningTimers::decrementAndGet;
                }),
                owner);
        runner.start();
        return new Started(runner, owner);
    }

    Started starts(Duration deliveryTimeout, FakeRunningVat code) {
        return starts(deliveryTimeout, wake -> code);
    }

    Started startsAndAwaits(Duration deliveryTimeout, FakeRunningVat code) {
        var started = starts(deliveryTimeout, code);
        assertThat(started.owner().awaits("started")).isTrue();
        return started;
    }

    void tells(Started vat, String method) {
        sequencer.submit(new Entry.HostSend(vat.runner().vat().root(), LocalRunnerTest.message(method, null)));
    }

    CompletableFuture<KernelSettlement> calls(Started vat, String method) {
        var result = new KernelPromise();
        sequencer.submit(new Entry.HostSend(vat.runner().vat().root(), LocalRunnerTest.message(method, result)));
        return LocalRunnerTest.watched(result, sequencer::submit);
    }

    String outcome(CompletableFuture<KernelSettlement> call) {
        return LocalRunnerTest.text(call.orTimeout(10, TimeUnit.SECONDS).join());
    }

    void terminates(Started vat) {
        sequencer.submit(new Entry.EndVat(vat.runner().vat(), Fault.of(ErrorCode.VAT_TERMINATED, "the test ends it")));
    }

    /** Keeps all threads of the pool busy for less than is slow, until the latch opens. */
    CountDownLatch occupies() throws InterruptedException {
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(PARALLELISM);
        for (int i = 0; i < PARALLELISM; i++) {
            pool.execute(() -> {
                begun.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return release;
    }

    /** Waits until everything that was submitted so far is applied. */
    void awaitsQuiet() {
        var marker = new KernelPromise();
        var reached = LocalRunnerTest.watched(marker, sequencer::submit);
        pool.execute(() -> sequencer.submit(
                new Entry.HostSettle(marker, KernelSettlement.rejected(ErrorCode.OUTCOME_UNKNOWN, "a marker"), null)));
        reached.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** What the owner of a vat was told, in its order. */
    static final class NotingOwner implements VatRunner.Owner {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private volatile @Nullable Throwable failure;
        private volatile String thread = "";

        List<String> events() {
            return events;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }

        String thread() {
            return thread;
        }

        boolean awaits(String event) {
            return eventually(() -> events.contains(event));
        }

        @Override
        public boolean startsAgainAfter(Fault reason) {
            return false;
        }

        @Override
        public void lost(Fault reason) {
            events.add("lost " + reason.code());
        }

        @Override
        public void starting() {}

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
        public void ended(Fault reason) {
            events.add("ended " + reason.message());
        }

        @Override
        public void closed() {
            events.add("closed");
        }

        @Override
        public void writtenOff(String name) {
            thread = name;
            events.add("written off");
        }

        @Override
        public void cameBack() {
            events.add("came back");
        }
    }
}
