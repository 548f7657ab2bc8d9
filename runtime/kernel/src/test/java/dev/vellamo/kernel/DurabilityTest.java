package dev.vellamo.kernel;

import static dev.vellamo.kernel.run.Baseline.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.commit.CommitLimits;
import dev.vellamo.kernel.commit.HeldStore;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What leaves a kernel with a store, and when. */
class DurabilityTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Baseline baseline = new Baseline().threads("vellamo");
    private final HeldStore store = new HeldStore();
    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private final KernelSettings.Builder settings =
            KernelSettings.builder().commitLinger(FOR_EVER).listener(events::add);
    private @Nullable Kernel kernel;

    /** Counts in its baggage, and calls services. */
    public static final class Counting implements Vat {
        @Override
        public Object root(VatContext vat) {
            if (!vat.baggage().has("count")) {
                vat.baggage().init("count", 0);
            }
            return new Root(vat);
        }

        /** Its root. */
        public static final class Root implements Remotable {
            private final VatContext vat;
            private @Nullable Ref desk;

            Root(VatContext vat) {
                this.vat = vat;
            }

            public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
                desk = services.get("desk");
            }

            public int add(int amount) {
                var count = vat.baggage().get("count", Integer.class) + amount;
                vat.baggage().set("count", count);
                return count;
            }

            public String look() {
                return "nothing changed";
            }

            public Promise<Object> callDesk() {
                add(1);
                return Optional.ofNullable(desk).orElseThrow().send("call");
            }
        }
    }

    /** A service that counts its calls. */
    public static final class Desk {
        private final AtomicInteger calls = new AtomicInteger();
        private final CompletableFuture<Long> id = new CompletableFuture<>();

        public int call() {
            try {
                id.complete(CallId.current());
            } catch (IllegalStateException e) {
                id.completeExceptionally(e);
            }
            return calls.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        store.letGo();
        kernel().close();
        assertThat(baseline.remaining()).isEmpty();
    }

    private Kernel kernel() {
        return Optional.ofNullable(kernel).orElseThrow();
    }

    private Ref launch(String... services) {
        kernel = Kernels.start(settings.store(store).build());
        var config = ClusterConfig.builder().bootstrap("main").vat("main", VatConfig.ofClass(Counting.class));
        for (var service : services) {
            config.service(service);
        }
        return kernel().launch(config.build()).join().vat("main");
    }

    private void hold() {
        assertThat(eventually(() -> kernel().status().store().orElseThrow().waitingToLeave() == 0))
                .isTrue();
        store.hold();
    }

    @Nested
    class WhenTheStoreFails {

        @Test
        void answersThatTheOutcomeIsUnknownAndEnds() throws InterruptedException {
            var counting = launch();
            hold();
            var waits = counting.send("add", 1);
            store.failWith(new StoreException(StoreException.Code.FULL, "no room left"));

            store.letGo();

            var rejection = Answers.rejection(waits);
            assertThat(rejection.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN.name());
            assertThat(rejection).hasMessageContaining("no room left");
            assertThat(Answers.of(kernel().whenEnded()))
                    .contains("store failed")
                    .contains("no room left");
            assertThat(events).anyMatch(event -> event instanceof KernelEvent.StoreFailed);
            assertThat(Answers.rejection(counting.send("add", 1)).code()).isEqualTo(ErrorCode.KERNEL_STOPPED.name());
            assertThat(store.isClosed()).isTrue();
        }

        @Test
        void doesNotStartOnAStoreThatCannotBeRead() {
            kernel = Kernels.start();
            var broken = new HeldStore();
            broken.failLoadWith(new StoreException(StoreException.Code.CORRUPT, "torn"));

            assertThatThrownBy(() ->
                            Kernels.start(KernelSettings.builder().store(broken).build()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("torn");

            assertThat(broken.isClosed()).isTrue();
        }
    }

    @Nested
    class WhenTheDiskIsSlow {

        @Test
        void answersHostCodeOnlyOnceItIsOnDisk() throws InterruptedException {
            var counting = launch();
            hold();
            var answer = counting.send("add", 5).toCompletableFuture();
            var more = counting.send("add", 1).toCompletableFuture();
            assertThat(eventually(() -> kernel().status().store().orElseThrow().waitingToLeave() > 0
                            || !store.written().isEmpty()))
                    .isTrue();
            assertThat(answer).isNotDone();
            assertThat(more).isNotDone();

            store.letGo();

            assertThat(Answers.of(answer)).isEqualTo(5);
            assertThat(Answers.of(more)).isEqualTo(6);
        }

        @Test
        void refusesMessagesOfTheHostBeyondTheLimit() {
            settings.maxQueuedEntries(10).commitLimits(new CommitLimits(FOR_EVER, 1, 5, 5));
            var counting = launch();
            hold();

            var answers = new ArrayList<Promise<Object>>();
            for (int i = 0; i < 100; i++) {
                answers.add(counting.send("add", 1));
            }

            assertThat(answers)
                    .anySatisfy(
                            answer -> assertThat(answer.toCompletableFuture()).isCompletedExceptionally());
            var refused = answers.stream()
                    .filter(answer -> answer.toCompletableFuture().isCompletedExceptionally())
                    .toList();
            assertThat(Answers.rejection(refused.get(0)).code()).isEqualTo(ErrorCode.LIMIT_REACHED.name());
            // What was applied meanwhile has made room, but the disk takes nothing, so that ends.
            var accepted = new AtomicInteger();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            counting.sendOnly("add", 1);
                            accepted.incrementAndGet();
                        }
                    })
                    .hasMessageContaining("maxQueuedEntries");
            store.letGo();
            answers.removeAll(refused);
            answers.forEach(Answers::of);
            assertThat(Answers.of(counting.send("add", 0))).isEqualTo(answers.size() + accepted.get());
        }
    }

    @Nested
    class Services {

        private final Desk desk = new Desk();

        @Test
        void areCalledOnceTheCallIsOnDisk() throws InterruptedException {
            settings.service("desk", desk);
            var counting = launch("desk");
            hold();
            var answer = counting.send("callDesk");
            assertThat(eventually(() -> kernel().status().store().orElseThrow().commits() > 0))
                    .isTrue();
            assertThat(desk.calls).hasValue(0);

            store.letGo();

            assertThat(Answers.of(answer)).isEqualTo(1);
            assertThat(desk.id).isCompletedExceptionally();
        }

        @Test
        void areCalledAtOnceIfTheyArePure() {
            settings.service("desk", desk, ServiceOptions.DEFAULT.pure());
            var counting = launch("desk");
            hold();

            counting.sendOnly("callDesk");

            assertThat(eventually(() -> desk.calls.get() == 1)).isTrue();
        }

        @Test
        void knowTheIdOfTheirCallIfTheyAreIdempotent() {
            settings.service("desk", desk, ServiceOptions.DEFAULT.idempotent());

            assertThat(Answers.of(launch("desk").send("callDesk"))).isEqualTo(1);

            assertThat(Answers.of(desk.id)).isPositive();
        }
    }

    @Nested
    class CallsWithKeys {

        @Test
        void haveTheirEffectOnce() {
            var counting = launch();
            var caller = kernel().caller("shop");

            var first = Answers.of(caller.send("k1", counting, "add", 5));
            var again = Answers.of(caller.send("k1", counting, "add", 5));

            assertThat(first).isEqualTo(5);
            assertThat(again).isEqualTo(5);
            assertThat(Answers.of(counting.send("add", 0))).isEqualTo(5);
        }

        @Test
        void areAnothersWithTheSameKeyOfAnotherCaller() {
            var counting = launch();

            Answers.of(kernel().caller("shop").send("k1", counting, "add", 5));
            var other = Answers.of(kernel().caller("office").send("k1", counting, "add", 5));

            assertThat(other).isEqualTo(10);
        }

        @Test
        void areRefusedWithOtherArguments() {
            var counting = launch();
            var caller = kernel().caller("shop");
            Answers.of(caller.send("k1", counting, "add", 5));

            var refused = Answers.rejection(caller.send("k1", counting, "add", 6));

            assertThat(refused.code()).isEqualTo(ErrorCode.KEY_REUSED.name());
            assertThat(Answers.of(counting.send("add", 0))).isEqualTo(5);
        }
    }

    @Test
    void writesNothingForACallThatChangesNothing() {
        var counting = launch();
        Answers.of(counting.send("add", 1));
        var commits = kernel().status().store().orElseThrow().commits();

        for (int i = 0; i < 100; i++) {
            assertThat(Answers.of(counting.send("look"))).isEqualTo("nothing changed");
        }

        assertThat(kernel().status().store().orElseThrow().commits()).isEqualTo(commits);
    }

    @Test
    void goesOnWhereAnEarlierKernelWasShutDown() {
        var disk = new MemoryDisk();
        try (var first = Kernels.start(settings.store(disk.open()).build())) {
            var counting = first.launch(ClusterConfig.builder()
                            .bootstrap("main")
                            .name("counters")
                            .vat("main", VatConfig.ofClass(Counting.class))
                            .build())
                    .join()
                    .vat("main");
            counting.sendOnly("add", 3);
            Answers.of(counting.send("add", 4));
        }

        kernel = Kernels.start(settings.store(disk.open()).build());

        var again = kernel().subcluster("counters").vat("main");
        assertThat(Answers.of(again.send("add", 1))).isEqualTo(8);
    }
}
