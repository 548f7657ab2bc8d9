package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.store.StoreException;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.vat.Ref;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a kernel makes of the subclusters that an earlier one left in its store. */
class RestoredSubclustersIT extends OnEveryStore {

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
            assertThat(asks(after, "alice", "number", "starts")).isEqualTo(2);
            assertThat(asks(after, "alice", "number", "bootstraps")).isEqualTo(1);
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

            var answer = (Map<?, ?>) Eventually.answer(after.bootstrapResult());
            assertThat(answer.get("answer")).isEqualTo("up");
            var root = (Ref) Objects.requireNonNull(answer.get("root"));
            assertThat(root).isEqualTo(after.vat("alice"));
            assertThat(Eventually.answer(root.send("name"))).isEqualTo("alice");
        }

        @Test
        void keepsItsConfigWithAbsolutePaths() {
            var config = shop().build();
            starts().launch(config).join();

            assertThat(startsAfterACrash().subcluster("shop").config()).isEqualTo(Placement.placed(config));
        }

        @Test
        void isGoneOnceItWasTerminated() {
            var kernel = starts();
            Eventually.answer(kernel.launch(shop().build()).join().terminate());
            assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
            assertThat(disk.content().of(StoredRow.Vat.class)).isEmpty();

            assertThat(startsAfterACrash().subclusters()).isEmpty();
        }

        @Test
        void isGoneIfItIsNotDurable() {
            starts().launch(shop().durable(false).build()).join();

            var kernel = startsAfterACrash();
            assertThat(kernel.subclusters()).isEmpty();
            Eventually.answer(kernel.collectGarbage());
            assertThat(disk.content().of(StoredRow.Vat.class)).isEmpty();
        }

        @Test
        void isGoneIfItsLaunchWasNotComplete() {
            var kernel = starts();
            var launch = kernel.launch(ClusterConfig.builder()
                    .bootstrap("never")
                    .vat("never", VatConfig.ofClass(OddVats.NeverAnswers.class))
                    .build());
            assertThat(Eventually.answer(launch.id())).isEqualTo("s1");

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
            assertThat(asks(fresh, "alice", "number", "starts")).isEqualTo(1);
        }

        @Test
        void canBeTerminatedAfterItCameBack() {
            starts().launch(shop().build()).join();
            var kernel = startsAfterACrash();

            Eventually.answer(kernel.subcluster("shop").terminate());

            assertThat(kernel.subclusters()).isEmpty();
            assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
        }
    }

    @Nested
    @DisplayName("scenario 82: system subclusters")
    class SystemSubclusters {

        private static KernelSettings.Builder withAdmin(KernelSettings.Builder settings) {
            return settings.systemSubcluster("admin", Placement.placed(shop().build()));
        }

        @Test
        void areRestoredByNameAndNotBootstrappedAgain() {
            starts(SystemSubclusters::withAdmin);

            var admin = startsAfterACrash(SystemSubclusters::withAdmin).systemSubcluster("admin");

            assertThat(admin.id()).isEqualTo("s1");
            assertThat(asks(admin, "alice", "number", "starts")).isEqualTo(2);
            assertThat(asks(admin, "alice", "number", "bootstraps")).isEqualTo(1);
        }

        @Test
        void endWithoutBeingStartedIfTheyAreNotConfiguredAnyMore() {
            starts(SystemSubclusters::withAdmin);

            var kernel = startsAfterACrash();

            assertThat(kernel.subclusters()).isEmpty();
            assertThat(events).noneMatch(KernelEvent.VatStarted.class::isInstance);
            assertThatThrownBy(() -> kernel.systemSubcluster("admin")).hasMessageContaining("\"admin\" not found");
            Eventually.answer(kernel.collectGarbage());
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

        Eventually.answer(kernel.reset());

        assertThat(disk.content().of(StoredRow.Subcluster.class)).isEmpty();
        assertThat(disk.content().of(StoredRow.VatValue.class)).isEmpty();
    }
}
