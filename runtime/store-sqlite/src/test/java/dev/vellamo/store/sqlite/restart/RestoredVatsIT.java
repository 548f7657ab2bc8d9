package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.vat.Vat;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vat is after its kernel, its heap or its code has gone. */
class RestoredVatsIT extends OnEveryStore {

    @Test
    @DisplayName("scenario 81: one whose code is missing is quarantined, the others start, it comes back with its code")
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
        Eventually.answer(kernel.restartVat(status.id()));

        assertThat(Eventually.answer(waiting)).isEqualTo(2);
    }

    @Test
    void runsWhereItRanBefore() {
        var before = process(starts().launch(shop().build()).join());

        var after = process(startsAfterACrash().subcluster("shop"));

        var isLocal = Placement.current() == Placement.LOCAL;
        assertThat(before == after).isEqualTo(isLocal);
        assertThat(after == ProcessHandle.current().pid()).isEqualTo(isLocal);
    }

    private static long process(Subcluster of) {
        return Eventually.answer(of.vat("bob").send("process").as(Long.class));
    }

    @Test
    void thatWasTerminatedStaysTerminated() {
        var kernel = starts();
        kernel.launch(shop().build()).join();
        Eventually.answer(kernel.terminateVat("v2"));

        var after = startsAfterACrash().subcluster("shop");

        assertThat(after.vats()).containsOnlyKeys("alice");
        assertRejected(ErrorCode.OBJECT_DELETED, after.vat("alice").send("callKept", "bob", "name"));
    }

    @Test
    void rejectsWhoWaitedForItsHeap() {
        var before = starts().launch(shop().build()).join();
        var waiting = before.vat("alice").send("callKept", "bob", "never");
        assertThat(asks(before, "alice", "name")).isEqualTo("alice");

        startsAfterACrash();

        assertRejected(ErrorCode.KERNEL_STOPPED, waiting);
    }

    @Test
    @DisplayName("scenario 78: init of an existing key and set of a missing one fail, also after a restart")
    void knowsItsKeys() {
        var before = starts().launch(shop().build()).join();
        asks(before, "bob", "init", "colour", "red");
        assertRejected(ErrorCode.BAGGAGE_KEY_EXISTS, before.vat("bob").send("init", "colour", "blue"));

        var bob = startsAfterACrash().subcluster("shop").vat("bob");

        assertRejected(ErrorCode.BAGGAGE_KEY_EXISTS, bob.send("init", "colour", "blue"));
        assertRejected(ErrorCode.BAGGAGE_KEY_MISSING, bob.send("set", "size", 1));
        assertRejected(ErrorCode.BAGGAGE_KEY_MISSING, bob.send("text", "size"));
        assertThat(Eventually.answer(bob.send("text", "colour"))).isEqualTo("red");
    }

    @Nested
    class WhenItEnds {

        @Test
        @DisplayName("scenario 55: calls in flight reject VAT_TERMINATED, for the host and for vats")
        void callsInFlightAreRejected() {
            var kernel = starts();
            var subcluster = kernel.launch(shop().build()).join();
            var ofHost = subcluster.vat("bob").send("never");
            var ofVat = subcluster.vat("alice").send("callKept", "bob", "never");
            asks(subcluster, "alice", "callKept", "bob", "name");

            Eventually.answer(kernel.terminateVat("v2"));

            assertRejected(ErrorCode.VAT_TERMINATED, ofHost);
            assertRejected(ErrorCode.VAT_TERMINATED, ofVat);
        }

        @Test
        @DisplayName("scenario 59: exit commits the delivery and then ends the vat")
        void exitCommits() {
            var subcluster = starts().launch(shop().build()).join();
            asks(subcluster, "bob", "keep", "alice", subcluster.vat("alice"));

            assertThat(asks(subcluster, "bob", "exits", "alice", false, false)).isEqualTo("bye");

            awaits(KernelEvent.VatEnded.class);
            var after = startsAfterACrash().subcluster("shop");
            assertThat(asks(after, "alice", "number", "told")).isEqualTo(1);
            assertThat(after.vats()).containsOnlyKeys("alice");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @DisplayName("scenario 59: exitWithFailure drops the delivery, also if the method returns")
        void failureRollsBack(boolean isThrown) {
            var config = shop().vat("carol", keeping().restart(RestartPolicy.onFailure(1, Duration.ofMinutes(1))));
            var subcluster = starts().launch(config.build()).join();
            asks(subcluster, "carol", "keep", "alice", subcluster.vat("alice"));

            assertRejected(ErrorCode.VAT_FAILED, subcluster.vat("carol").send("exits", "alice", true, isThrown));

            awaits(KernelEvent.VatRestarted.class);
            assertNothingDone(subcluster);
            assertNothingDone(startsAfterACrash().subcluster("shop"));
        }

        private void assertNothingDone(Subcluster subcluster) {
            assertThat(asks(subcluster, "carol", "number", "exits")).isEqualTo(0);
            assertThat(asks(subcluster, "alice", "number", "told")).isEqualTo(0);
        }

        @Test
        @DisplayName("scenario 65: an endless loop is stopped by its deadline, others answer, nothing of it is kept")
        void endlessLoopIsStopped() {
            // All start again, as what cannot be stopped may have to be killed with its process.
            var policy = RestartPolicy.onFailure(1, Duration.ofMinutes(1));
            var config = ClusterConfig.builder()
                    .name("shop")
                    .bootstrap("alice")
                    .vat("alice", keeping().restart(policy))
                    .vat(
                            "carol",
                            keeping().restart(policy).deliveryTimeout(Placement.allowing(Duration.ofMillis(200))));
            var subcluster = starts().launch(config.build()).join();
            asks(subcluster, "carol", "add", "total");

            assertRejected(ErrorCode.DEADLINE_EXCEEDED, subcluster.vat("carol").send("spin", gate.path()));

            assertThat(asks(subcluster, "alice", "name")).isEqualTo("alice");
            assertThat(asks(subcluster, "carol", "add", "total")).isEqualTo(2);
            assertThat(asks(startsAfterACrash().subcluster("shop"), "carol", "add", "total"))
                    .isEqualTo(3);
        }
    }

    @Nested
    class WhenItIsUpgraded {

        @Test
        void keepsTheCodeAndWhatItsHookMadeOfItsState() {
            var kernel = starts();
            asks(kernel.launch(shop().build()).join(), "bob", "add", "total");

            Eventually.answer(kernel.upgradeVat("v2", code(OddVats.Renamed.class)));

            var after = startsAfterACrash().subcluster("shop");
            assertThat(asks(after, "bob", "name")).isEqualTo("renamed");
            assertThat(asks(after, "bob", "text", "total")).isEqualTo("total 1");
        }

        @Test
        void keepsItsOldCodeAndStateIfTheHookFails() {
            var kernel = starts();
            var before = kernel.launch(shop().build()).join();
            asks(before, "bob", "add", "total");

            assertThatThrownBy(() -> Eventually.answer(kernel.upgradeVat("v2", code(OddVats.FailsInUpgrade.class))))
                    .hasMessageContaining("no room for the upgrade");

            assertThat(asks(before, "bob", "add", "total")).isEqualTo(2);
            assertThat(asks(startsAfterACrash().subcluster("shop"), "bob", "add", "total"))
                    .isEqualTo(3);
        }

        private VatCode code(Class<? extends Vat> vat) {
            return new VatCode.ClassCode(vat.getName());
        }
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
}
