package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.vat.Ref;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of objects: kept, pinned, revoked, collected. */
class RestoredObjectsIT extends OnEveryStore {

    /** Alice keeps a durable object of bob under the name {@code counter}. */
    private Subcluster launchesWithACounter(Kernel kernel) {
        var subcluster = kernel.launch(shop().build()).join();
        asks(subcluster, "alice", "keep", "counter", ref(asks(subcluster, "bob", "counter")));
        return subcluster;
    }

    private static Ref ref(@Nullable Object answer) {
        return Objects.requireNonNull((Ref) answer);
    }

    private static Ref counter(Kernel kernel) {
        return ref(asks(kernel.subcluster("shop"), "alice", "kept", "counter"));
    }

    @Nested
    class ADurableObject {

        @Test
        void keepsItsStateAndItsIdentity() {
            var before = launchesWithACounter(starts());
            assertThat(asks(before, "alice", "callKept", "counter", "add")).isEqualTo(1);

            var kernel = startsAfterACrash();

            var after = kernel.subcluster("shop");
            assertThat(asks(after, "alice", "callKept", "counter", "add")).isEqualTo(2);
            var counter = counter(kernel);
            assertThat(asks(after, "bob", "isSame", counter, counter)).isEqualTo(true);
            assertThat(counter(kernel)).isEqualTo(counter);
        }

        @Test
        void isCollectedOnceNobodyReachesIt() {
            var before = launchesWithACounter(starts());
            assertThat(countersOnDisk()).isEqualTo(1);
            asks(before, "alice", "forget", "counter");

            awaitsNoCounter(startsAfterACrash());
        }

        @Test
        @DisplayName("scenario 69: two pins need two unpins, over a restart; one more does no harm")
        void staysWhileItIsPinned() {
            var kernel = starts();
            var counter = ref(asks(launchesWithACounter(kernel), "alice", "kept", "counter"));
            Eventually.answer(kernel.pin(counter));
            Eventually.answer(kernel.pin(counter));

            var again = startsAfterACrash();
            Eventually.answer(again.unpin(counter(again)));
            asks(again.subcluster("shop"), "alice", "forget", "counter");
            var third = startsAfterACrash();
            Eventually.answer(third.collectGarbage());
            awaitsDisk(third);
            assertThat(countersOnDisk()).isEqualTo(1);
        }

        @Test
        @DisplayName("scenario 69: what is not pinned any more is collected")
        void isCollectedOnceItsPinsAreTakenBack() {
            var kernel = starts();
            var counter = ref(asks(launchesWithACounter(kernel), "alice", "kept", "counter"));
            Eventually.answer(kernel.pin(counter));
            Eventually.answer(kernel.pin(counter));

            var again = startsAfterACrash();
            for (int i = 0; i < 3; i++) {
                Eventually.answer(again.unpin(counter(again)));
            }
            assertThat(countersOnDisk()).isEqualTo(1);
            asks(again.subcluster("shop"), "alice", "forget", "counter");

            awaitsNoCounter(startsAfterACrash());
        }

        /** A heap notices what it does not hold any more when the JVM collects. */
        private void awaitsNoCounter(Kernel kernel) {
            Eventually.holds(() -> "no counter in " + disk.content(), () -> {
                asks(kernel.subcluster("shop"), "alice", "collect");
                asks(kernel.subcluster("shop"), "bob", "collect");
                Eventually.answer(kernel.collectGarbage());
                return countersOnDisk() == 0;
            });
        }

        private long countersOnDisk() {
            return disk.content().of(StoredRow.VatValue.class).stream()
                    .filter(value -> value.name().startsWith(VatState.OBJECT))
                    .count();
        }
    }

    @Nested
    class ARevokedRef {

        @Test
        @DisplayName("scenario 73: revoked for ever, also through a promise; its vat and sibling objects work")
        void staysRevoked() {
            var kernel = starts();
            var before = launchesWithACounter(kernel);
            var counter = counter(kernel);
            Eventually.answer(kernel.revoke(counter));
            Eventually.answer(kernel.revoke(counter));
            assertRejected(ErrorCode.OBJECT_REVOKED, before.vat("alice").send("callKept", "counter", "add"));

            var again = startsAfterACrash();

            var alice = again.subcluster("shop").vat("alice");
            assertThat(Eventually.answer(again.isRevoked(counter(again)))).isTrue();
            assertRejected(ErrorCode.OBJECT_REVOKED, alice.send("callKept", "counter", "add"));
            assertRejected(
                    ErrorCode.OBJECT_REVOKED, alice.send("kept", "counter").send("add"));
            var bob = again.subcluster("shop").vat("bob");
            assertThat(Eventually.answer(bob.send("name"))).isEqualTo("bob");
            assertThat(Eventually.answer(bob.send("counter").send("add"))).isEqualTo(1);
        }

        @Test
        @DisplayName("scenario 73: a root as well")
        void mayBeARoot() {
            var kernel = starts();
            var before = kernel.launch(shop().build()).join();
            Eventually.answer(kernel.revoke(before.vat("bob")));

            var again = startsAfterACrash();

            assertThat(Eventually.answer(again.isRevoked("v2:o+0"))).isTrue();
            assertRejected(
                    ErrorCode.OBJECT_REVOKED,
                    again.subcluster("shop").vat("bob").send("name"));
        }

        @Test
        @DisplayName("scenario 74: what is unknown cannot be revoked")
        void hasToBeThere() {
            starts().launch(shop().build()).join();
            var kernel = startsAfterACrash();

            for (var unknown : List.of("v2:o+99", "v9:o+0", "kp999999", "nonsense")) {
                assertNoObject(kernel, unknown);
            }
        }

        @Test
        @DisplayName("scenario 73: a promise cannot be revoked")
        void isNoPromise() {
            var kernel = starts();
            var bob = kernel.launch(shop().build()).join().vat("bob");
            bob.sendOnly("watchNever");
            assertThat(Eventually.answer(bob.send("name"))).isEqualTo("bob");
            awaitsDisk(kernel);

            var promises = disk.content().of(StoredRow.Promise.class);
            assertThat(promises).isNotEmpty();
            promises.forEach(promise -> assertNoObject(kernel, "kp" + promise.id()));
        }

        private void assertNoObject(Kernel kernel, String text) {
            var refusal = Eventually.rejection(KernelException.class, kernel.revoke(text));
            assertThat(refusal.code()).as(text).isEqualTo(KernelException.Code.BAD_REFERENCE);
            assertThat(refusal).hasMessageContaining(text);
        }

        @Test
        void ofACaretakerIsTakenBackByItsRevokerAfterARestart() {
            var before = starts().launch(shop().build()).join();
            asks(before, "alice", "keep", "lent", ref(asks(before, "bob", "lend")));
            assertThat(asks(before, "alice", "callKept", "lent", "add")).isEqualTo(1);

            var again = startsAfterACrash().subcluster("shop");
            assertThat(asks(again, "alice", "callKept", "lent", "add")).isEqualTo(2);
            asks(again, "bob", "revoke");
            assertRejected(ErrorCode.OBJECT_REVOKED, again.vat("alice").send("callKept", "lent", "add"));

            var third = startsAfterACrash().subcluster("shop");
            assertRejected(ErrorCode.OBJECT_REVOKED, third.vat("alice").send("callKept", "lent", "add"));
        }
    }

    @Test
    @DisplayName("scenario 70: after a launch and a termination there are as many rows as before, over a crash too")
    void nothingIsLeftOfAnEndedSubcluster() {
        var kernel = starts();
        kernel.launch(shop().name("other").build()).join();
        awaitsDisk(kernel);
        var rows = rows();

        var ended = launchesWithACounter(kernel);
        asks(ended, "alice", "callKept", "counter", "add");
        Eventually.answer(ended.terminate());
        Eventually.answer(kernel.collectGarbage());

        Eventually.holds(() -> rows() + " is " + rows, () -> rows().equals(rows));
        Eventually.answer(startsAfterACrash().collectGarbage());
        Eventually.holds(() -> rows() + " is " + rows, () -> rows().equals(rows));
    }

    /** How many there are of each kind; of counters there may be more, as their numbers are not given again. */
    private Map<String, Long> rows() {
        var counts = new TreeMap<String, Long>();
        disk.content().rows().stream()
                .filter(row -> !(row instanceof StoredRow.Meta))
                .forEach(row -> counts.merge(row.getClass().getSimpleName(), 1L, Long::sum));
        return counts;
    }
}
