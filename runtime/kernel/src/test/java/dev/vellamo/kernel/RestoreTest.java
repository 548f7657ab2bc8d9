package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel makes of what an earlier one left in its store. */
class RestoreTest {

    @TempDir
    private Path directory;

    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private MemoryDisk disk = new MemoryDisk();
    private @Nullable Kernel running;

    private Kernel starts() {
        return starts(settings -> settings);
    }

    private Kernel starts(UnaryOperator<KernelSettings.Builder> with) {
        events.clear();
        var settings = KernelSettings.builder()
                .store(disk.open())
                .vatStopTimeout(Duration.ofMillis(100))
                .listener(events::add);
        var kernel = Kernel.start(with.apply(settings).build());
        running = kernel;
        return kernel;
    }

    /** Goes on with what was on disk in this moment; the kernel that was killed can do no more harm. */
    private Kernel startsAfterACrash() {
        return startsAfterACrash(settings -> settings);
    }

    private Kernel startsAfterACrash(UnaryOperator<KernelSettings.Builder> with) {
        var left = disk.copy();
        close();
        disk = left;
        return starts(with);
    }

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
            running = null;
            assertThat(StoreCheck.of(disk.content())).isEmpty();
        }
    }

    private static ClusterConfig.Builder shop() {
        return ClusterConfig.builder()
                .name("shop")
                .bootstrap("alice")
                .vat("alice", VatConfig.ofClass(KeepingVat.class))
                .vat("bob", VatConfig.ofClass(KeepingVat.class));
    }

    private static Object asks(Subcluster of, String vat, String method, Object... arguments) {
        return Answers.of(of.vat(vat).send(method, arguments));
    }

    private <E extends KernelEvent> void awaits(Class<E> event) {
        assertThat(Baseline.eventually(() -> events.stream().anyMatch(event::isInstance)))
                .as("%s in %s", event.getSimpleName(), events)
                .isTrue();
    }

    @Nested
    class ASubcluster {

        @Test
        @DisplayName(
                "scenario 77: comes back after a crash with its state and the references in it, bootstrap not called")
        void comesBackAfterACrash() {
            var before = starts().launch(shop().build()).join();
            assertThat(asks(before, "bob", "add", "total")).isEqualTo(1);

            var after = startsAfterACrash().subcluster("shop");

            assertThat(after.id()).isEqualTo("s1");
            assertThat(after.vats()).containsOnlyKeys("alice", "bob");
            assertThat(asks(after, "bob", "add", "total")).isEqualTo(2);
            assertThat(asks(after, "alice", "starts")).isEqualTo(2);
            assertThat(asks(after, "alice", "bootstraps")).isEqualTo(1);
            assertThat(asks(after, "alice", "callKept", "bob", "name")).isEqualTo("bob");
            awaits(KernelEvent.Restored.class);
        }

        @Test
        void comesBackAfterAShutdown() {
            var before = starts().launch(shop().build()).join();
            asks(before, "bob", "add", "total");
            close();
            assertThat(events).anyMatch(KernelEvent.Kept.class::isInstance);
            assertThat(events).noneMatch(KernelEvent.Terminated.class::isInstance);

            var after = starts().subcluster("s1");

            assertThat(asks(after, "bob", "add", "total")).isEqualTo(2);
        }

        @Test
        void givesTheAnswerOfItsBootstrapAgain() {
            starts().launch(shop().build()).join();

            var after = startsAfterACrash().subcluster("shop");

            var answer = (Map<?, ?>) Answers.of(after.bootstrapResult());
            assertThat(answer.get("answer")).isEqualTo("up");
            var root = (Ref) Objects.requireNonNull(answer.get("root"));
            assertThat(root).isEqualTo(after.vat("alice"));
            assertThat(Answers.of(root.send("name"))).isEqualTo("alice");
        }

        @Test
        void keepsItsConfigWithAbsolutePaths() {
            var config = shop().build();
            starts().launch(config).join();

            assertThat(startsAfterACrash().subcluster("shop").config()).isEqualTo(config);
        }

        @Test
        void isGoneOnceItWasTerminated() {
            var kernel = starts();
            Answers.of(kernel.launch(shop().build()).join().terminate());
            assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
            assertThat(disk.content().of(StoredRow.Vat.class)).isEmpty();

            assertThat(startsAfterACrash().subclusters()).isEmpty();
        }

        @Test
        void isGoneIfItIsNotDurable() {
            starts().launch(shop().durable(false).build()).join();

            var kernel = startsAfterACrash();
            assertThat(kernel.subclusters()).isEmpty();
            Answers.of(kernel.collectGarbage());
            assertThat(disk.content().of(StoredRow.Vat.class)).isEmpty();
        }

        @Test
        void isGoneIfItsLaunchWasNotComplete() {
            var kernel = starts();
            var launch = kernel.launch(ClusterConfig.builder()
                    .bootstrap("never")
                    .vat("never", VatConfig.ofClass(Vats.NeverAnswers.class))
                    .build());
            assertThat(Answers.of(launch.id())).isEqualTo("s1");

            assertThat(startsAfterACrash().subclusters()).isEmpty();
        }

        @Test
        void isGoneIfItIsToBeForgottenAndItsNumbersAreNotGivenAgain() {
            starts().launch(shop().build()).join();

            var kernel = startsAfterACrash(settings -> settings.forget("shop"));

            assertThat(kernel.subclusters()).isEmpty();
            var fresh = kernel.launch(shop().build()).join();
            assertThat(fresh.id()).isEqualTo("s2");
            assertThat(kernel.status().subclusters().get(0).vats().get(0).id()).isEqualTo("v3");
            assertThat(asks(fresh, "alice", "starts")).isEqualTo(1);
        }

        @Test
        void canBeTerminatedAfterItCameBack() {
            starts().launch(shop().build()).join();
            var kernel = startsAfterACrash();

            Answers.of(kernel.subcluster("shop").terminate());

            assertThat(kernel.subclusters()).isEmpty();
            assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
        }
    }

    @Nested
    class AVat {

        @Test
        @DisplayName(
                "scenario 81: one whose code is missing is quarantined, the others start, it comes back with its code")
        void isQuarantinedWhileItsCodeIsMissing() throws IOException {
            var source = directory.resolve("Kept.java");
            Files.writeString(source, code());
            var config = shop().vat("kept", VatConfig.ofSource(source)).build();
            asks(starts().launch(config).join(), "kept", "add", "total");
            Files.delete(source);

            var kernel = startsAfterACrash();

            var after = kernel.subcluster("shop");
            assertThat(asks(after, "alice", "name")).isEqualTo("alice");
            awaits(KernelEvent.VatQuarantined.class);
            var status = kernel.status().subclusters().get(0).vats().get(2);
            assertThat(status.state()).isEqualTo(VatState.QUARANTINED);
            assertThat(status.reason().orElseThrow()).contains(source.toString());
            var waiting = after.vat("kept").send("add", "total");

            Files.writeString(source, code());
            Answers.of(kernel.restartVat(status.id()));

            assertThat(Answers.of(waiting)).isEqualTo(2);
        }

        private String code() {
            return """
                    import dev.vellamo.vat.*;
                    public final class Kept implements Vat {
                        public Object root(VatContext vat) { return new Root(vat); }
                        public static final class Root implements Remotable {
                            private final VatContext vat;
                            Root(VatContext vat) { this.vat = vat; }
                            public int add(String key) {
                                int total = vat.baggage().find(key, Integer.class).orElse(0) + 1;
                                vat.baggage().put(key, total);
                                return total;
                            }
                        }
                    }
                    """;
        }

        @Test
        @DisplayName("scenario 73: what was revoked stays revoked after a restart")
        void staysRevoked() {
            var kernel = starts();
            var before = kernel.launch(shop().build()).join();
            Answers.of(kernel.revoke(before.vat("bob")));

            var again = startsAfterACrash();

            assertThat(Answers.of(again.isRevoked("v2:o+0"))).isTrue();
            var rejection =
                    Answers.rejection(again.subcluster("shop").vat("bob").send("name"));
            assertThat(rejection.is(ErrorCode.OBJECT_REVOKED)).isTrue();
        }

        @Test
        void thatWasTerminatedStaysTerminated() {
            var kernel = starts();
            kernel.launch(shop().build()).join();
            Answers.of(kernel.terminateVat("v2"));

            var after = startsAfterACrash().subcluster("shop");

            assertThat(after.vats()).containsOnlyKeys("alice");
            var rejection = Answers.rejection(after.vat("alice").send("callKept", "bob", "name"));
            assertThat(rejection.is(ErrorCode.OBJECT_DELETED)).isTrue();
        }

        @Test
        void keepsTheCodeItWasUpgradedTo() {
            var kernel = starts();
            kernel.launch(shop().build()).join();
            Answers.of(kernel.upgradeVat("v2", new VatCode.ClassCode(Vats.Renamed.class.getName())));

            var after = startsAfterACrash().subcluster("shop");

            assertThat(asks(after, "bob", "name")).isEqualTo("renamed");
        }

        @Test
        void rejectsWhoWaitedForItsHeap() {
            var before = starts().launch(shop().build()).join();
            var waiting = before.vat("alice").send("callKept", "bob", "never");
            assertThat(asks(before, "alice", "name")).isEqualTo("alice");

            startsAfterACrash();

            assertThat(Answers.rejection(waiting).is(ErrorCode.KERNEL_STOPPED)).isTrue();
        }

        @Test
        void callsKeptServicesAgain() {
            var config = shop().service("clock").build();
            starts(settings -> settings.service("clock", new Clock()))
                    .launch(config)
                    .join();

            var after = startsAfterACrash(settings -> settings.service("clock", new Clock()))
                    .subcluster("shop");

            assertThat(asks(after, "alice", "callKept", "clock", "time")).isEqualTo("noon");
        }
    }

    /** A service. */
    public static final class Clock {
        public String time() {
            return "noon";
        }
    }

    @Nested
    @DisplayName("scenario 82: system subclusters")
    class SystemSubclusters {

        private static KernelSettings.Builder withAdmin(KernelSettings.Builder settings) {
            return settings.systemSubcluster("admin", shop().build());
        }

        @Test
        void areRestoredByNameAndNotBootstrappedAgain() {
            starts(SystemSubclusters::withAdmin);

            var admin = startsAfterACrash(SystemSubclusters::withAdmin).systemSubcluster("admin");

            assertThat(admin.id()).isEqualTo("s1");
            assertThat(asks(admin, "alice", "starts")).isEqualTo(2);
            assertThat(asks(admin, "alice", "bootstraps")).isEqualTo(1);
        }

        @Test
        void endWithoutBeingStartedIfTheyAreNotConfiguredAnyMore() {
            starts(SystemSubclusters::withAdmin);

            var kernel = startsAfterACrash();

            assertThat(kernel.subclusters()).isEmpty();
            assertThat(events).noneMatch(KernelEvent.VatStarted.class::isInstance);
            assertThatThrownBy(() -> kernel.systemSubcluster("admin")).hasMessageContaining("\"admin\" not found");
            Answers.of(kernel.collectGarbage());
            assertThat(disk.content().of(StoredRow.Vat.class)).isEmpty();
        }

        @Test
        void areLaunchedIfTheyAreNew() {
            starts().launch(shop().build()).join();

            var kernel = startsAfterACrash(SystemSubclusters::withAdmin);

            assertThat(kernel.systemSubcluster("admin").id()).isEqualTo("s2");
            assertThat(kernel.subclusters()).hasSize(2);
        }

        @Test
        void ofOneNameAreAnError() {
            assertThatThrownBy(() -> withAdmin(withAdmin(KernelSettings.builder())))
                    .hasMessageContaining("two system subclusters are named \"admin\"");
        }
    }

    @Test
    void aStoreThatIsInUseIsRefused() {
        starts();

        assertThatThrownBy(() -> disk.open()).isInstanceOf(StoreException.class);
    }

    @Test
    void resetForgetsEverythingOnDisk() {
        var kernel = starts();
        kernel.launch(shop().build()).join();

        Answers.of(kernel.reset());

        assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
        assertThat(disk.content().of(StoredRow.VatValue.class)).isEmpty();
    }
}
