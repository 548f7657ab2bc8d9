package dev.vellamo.kernel.commit;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.run.Sequencer;
import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.SubclusterRecord;
import dev.vellamo.kernel.store.Batch;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CommitterTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Baseline baseline = new Baseline().threads("committer-test");
    private final HeldStore store = new HeldStore();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final List<String> left = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private Committer committer;
    private KernelState state;
    private Sequencer sequencer;

    private void beginAgain(CommitLimits limits) {
        committer.close();
        begin(limits);
    }

    private void begin(CommitLimits limits) {
        committer = new Committer("committer-test", store, limits, new Committer.Owner() {
            @Override
            public void writeFailed(Throwable reason) {
                failures.add(reason);
            }

            @Override
            public void broken(Throwable defect) {
                broken.add(defect);
            }
        });
        state = new KernelState(KernelState.Settings.of((method, fault) -> {}, () -> 0, true), committer);
        sequencer = new Sequencer(state, threads, broken::add, committer);
        committer.begin(state, sequencer);
    }

    @BeforeEach
    void begin() {
        begin(new CommitLimits(FOR_EVER, 1_000, 1_000, 1_000));
    }

    @AfterEach
    void end() throws InterruptedException {
        store.letGo();
        committer.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(store.isClosed()).isTrue();
        assertThat(baseline.remaining()).isEmpty();
    }

    /** Changes what is to be on disk: one row of its own. */
    private void change(int number) {
        sequencer.submit(changing(number));
    }

    private static Entry changing(int number) {
        var row = new StoredRow.Subcluster("s" + number, "name", false, true, true, "{}", StoredValue.NULL);
        return new Entry.KeepSubcluster(new SubclusterRecord(row), row);
    }

    private void leave(String what) {
        sequencer.submit(new Entry.Tell(() -> left.add(what)));
    }

    private CountDownLatch leave() {
        var latch = new CountDownLatch(1);
        sequencer.submit(new Entry.Tell(latch::countDown));
        return latch;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private List<String> rowsOf(Batch batch) {
        return batch.puts().stream()
                .filter(StoredRow.Subcluster.class::isInstance)
                .map(row -> ((StoredRow.Subcluster) row).id())
                .toList();
    }

    @Nested
    class WhenAWriteFails {

        private final StoreException full = new StoreException(StoreException.Code.FULL, "no room");

        @Test
        void letsNothingLeaveAnyMore() throws InterruptedException {
            store.hold();
            change(1);
            leave("what waited");
            store.awaitWrite();
            leave("what came later");
            store.failWith(full);

            store.letGo();

            assertThat(eventually(() -> !failures.isEmpty())).isTrue();
            assertThat(failures).containsExactly(full);
            leave("what came last");
            committer.close();
            assertThat(left).isEmpty();
            assertThat(store.written()).isEmpty();
        }

        @Test
        void appliesNothingAnyMore() throws InterruptedException {
            store.failWith(full);
            change(1);
            leave("what waited");
            assertThat(eventually(() -> !failures.isEmpty())).isTrue();
            var applied = state.position();

            change(2);

            assertThat(state.position()).isEqualTo(applied);
            assertThat(sequencer.queued()).isZero();
            assertThat(sequencer.isHalted()).isTrue();
        }

        @Test
        void goesOnlyOnceToItsOwner() throws InterruptedException {
            beginAgain(new CommitLimits(FOR_EVER, 1, 1, 1));
            store.hold();
            store.failWith(full);
            change(1);
            store.awaitWrite();
            for (int i = 2; i < 100; i++) {
                change(i);
            }

            store.letGo();

            assertThat(eventually(() -> sequencer.queued() == 0)).isTrue();
            committer.close();
            assertThat(failures).hasSize(1);
        }
    }

    @Nested
    class WhenSomethingWaitsToLeave {

        @Test
        void writesBeforeItLetsItLeave() throws InterruptedException {
            store.hold();
            change(1);
            leave("an answer");
            store.awaitWrite();
            assertThat(left).isEmpty();

            store.letGo();

            assertThat(eventually(() -> left.contains("an answer"))).isTrue();
            assertThat(store.written()).hasSize(1);
        }

        @Test
        void writesNothingIfNothingDiffers() throws InterruptedException {

            await(leave());

            assertThat(store.written()).isEmpty();
        }

        @Test
        void makesWhatIsAppliedMeanwhileWaitForTheNextWrite() throws InterruptedException {
            store.hold();
            change(1);
            leave("one");
            store.awaitWrite();
            for (int i = 2; i < 10; i++) {
                change(i);
                leave("more " + i);
            }

            store.letOneEnd();
            store.awaitWrite();
            assertThat(left).containsExactly("one");
            store.letGo();

            assertThat(eventually(() -> left.size() == 9)).isTrue();
            assertThat(store.written().stream().map(CommitterTest.this::rowsOf))
                    .containsExactly(
                            List.of("s1"),
                            IntStream.range(2, 10).mapToObj(i -> "s" + i).toList());
        }

        @Test
        void keepsTheOrder() throws InterruptedException {
            var expected = new ArrayList<String>();
            for (int i = 0; i < 2_000; i++) {
                change(1 + i % 7);
                leave("n" + i);
                expected.add("n" + i);
            }

            await(leave());

            assertThat(left).isEqualTo(expected);
        }

        @Test
        void letsTheOthersLeaveIfOneFails() throws InterruptedException {
            var defect = new IllegalStateException("a defect");
            sequencer.submit(new Entry.Tell(() -> {
                throw defect;
            }));

            await(leave());

            assertThat(broken).containsExactly(defect);
        }
    }

    @Nested
    class WhenNobodyWaits {

        @Test
        void writesAfterTheLinger() throws InterruptedException {
            beginAgain(new CommitLimits(Duration.ofNanos(1), 1_000, 1_000, 1_000));

            change(1);

            store.awaitWrite();
        }

        @Test
        void writesAtOnceIfMuchDiffers() throws InterruptedException {
            beginAgain(new CommitLimits(FOR_EVER, 3, 1_000, 1_000));
            change(1);
            change(2);
            assertThat(store.written()).isEmpty();

            change(3);

            store.awaitWrite();
            assertThat(eventually(() -> store.written().size() == 1)).isTrue();
            assertThat(rowsOf(store.written().get(0))).containsExactly("s1", "s2", "s3");
        }

        @Test
        void neverWritesWhatCameAndWent() throws InterruptedException {
            var row = new StoredRow.Subcluster("s1", "name", false, true, true, "{}", StoredValue.NULL);
            var record = new SubclusterRecord(row);
            change(2);
            sequencer.submit(new Entry.KeepSubcluster(record, row));
            sequencer.submit(new Entry.ForgetSubcluster(record));

            await(leave());

            assertThat(rowsOf(store.written().get(0))).containsExactly("s2");
            assertThat(store.written().get(0).removals()).isEmpty();
        }

        @Test
        void writesTheRestWhenItIsClosed() {
            change(1);
            leave("what waited");
            change(2);

            committer.close();

            assertThat(store.written().stream().flatMap(batch -> rowsOf(batch).stream()))
                    .containsExactly("s1", "s2");
            assertThat(left).containsExactly("what waited");
            assertThat(failures).isEmpty();
            assertThat(store.compacted()).isEqualTo(1);
        }
    }

    @Nested
    class WhenTheDiskIsSlow {

        @Test
        void appliesNoMoreThanTheLimitOfRows() throws InterruptedException {
            beginAgain(new CommitLimits(FOR_EVER, 1, 4, 1_000));
            store.hold();
            change(1);
            store.awaitWrite();

            for (int i = 2; i <= 50; i++) {
                change(i);
            }

            assertThat(state.position()).isEqualTo(5);
            assertThat(sequencer.queued()).isEqualTo(45);
            store.letGo();
            assertThat(eventually(() -> sequencer.queued() == 0)).isTrue();
            committer.close();
            assertThat(store.written().stream().mapToInt(batch -> rowsOf(batch).size()))
                    .allMatch(size -> size <= 4);
            assertThat(store.written().stream().flatMap(batch -> rowsOf(batch).stream()))
                    .hasSize(50);
        }

        @Test
        void appliesNoMoreThanTheLimitOfWhatWaitsToLeave() throws InterruptedException {
            beginAgain(new CommitLimits(FOR_EVER, 1, 1_000, 3));
            store.hold();
            change(1);
            store.awaitWrite();

            for (int i = 0; i < 50; i++) {
                leave("n" + i);
            }

            assertThat(sequencer.queued()).isEqualTo(47);
            assertThat(committer.status().waitingToLeave()).isEqualTo(3);
            store.letGo();
            assertThat(eventually(() -> left.size() == 50)).isTrue();
        }

        @Test
        void losesNothingWhenItPausesAgainAndAgain() throws InterruptedException {
            beginAgain(new CommitLimits(Duration.ZERO, 1, 2, 2));
            int each = 2_000;
            var done = new CountDownLatch(4 * each);
            var writers = Executors.newFixedThreadPool(4);
            var number = new AtomicInteger();
            for (int t = 0; t < 4; t++) {
                writers.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        sequencer.submit(changing(number.incrementAndGet()));
                        sequencer.submit(new Entry.Tell(done::countDown));
                    }
                });
            }

            await(done);

            writers.shutdown();
            assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(broken).isEmpty();
            assertThat(state.position()).isEqualTo(8L * each);
        }
    }

    @Test
    void showsHowFarTheDiskIsBehind() throws InterruptedException {
        store.hold();
        change(1);
        change(2);
        leave("an answer");
        store.awaitWrite();
        change(3);

        var behind = committer.status();
        assertThat(behind.applied()).isEqualTo(4);
        assertThat(behind.onDisk()).isZero();
        assertThat(behind.unwrittenRows()).isEqualTo(1);
        store.letGo();
        await(leave());

        assertThat(eventually(() -> committer.status().onDisk() == 5)).isTrue();
        var after = committer.status();
        assertThat(after.label()).isEqualTo("a held store");
        assertThat(after.applied()).isEqualTo(5);
        assertThat(after.unwrittenRows()).isZero();
        assertThat(after.waitingToLeave()).isZero();
        assertThat(after.commits()).isEqualTo(2);
        assertThat(after.size())
                .hasValueSatisfying(size -> assertThat(size.logBytes()).isEqualTo(2));
    }
}
