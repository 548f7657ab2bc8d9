package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.kernel.KernelException.Code;
import dev.vellamo.kernel.KernelStatus.VatState;
import dev.vellamo.kernel.KernelStatus.VatStatus;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.placement.Gate;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.ClusterConfigWriter;
import dev.vellamo.protocol.config.RestartPolicy;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Vats that lose their heaps, and what a kernel does for whoever asks, without a store. */
class LivesTest {

    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private final Gate gate = Gate.shut();
    private final Kernel kernel = Kernels.start(KernelSettings.builder()
            .vatStopTimeout(Placement.allowing(Duration.ofMillis(100)))
            .systemSubcluster(
                    "system",
                    Placement.placed(ClusterConfig.builder()
                            .bootstrap("admin")
                            .vat("admin", VatConfig.ofClass(Vats.Worker.class))
                            .service("kernel")
                            .build()))
            .listener(events::add)
            .build());

    @AfterEach
    void close() {
        gate.open();
        kernel.close();
    }

    private Subcluster launch(VatConfig.Builder bob) {
        return kernel.launch(ClusterConfig.builder()
                        .bootstrap("alice")
                        .vat("alice", worker().restart(RestartPolicy.onFailure(3, Duration.ofMinutes(1))))
                        .vat("bob", bob)
                        .build())
                .join();
    }

    private static VatConfig.Builder worker() {
        return VatConfig.ofClass(Vats.Worker.class);
    }

    private static VatConfig.Builder restarting(int times) {
        return worker().deliveryTimeout(Placement.allowing(Duration.ofMillis(200)))
                .restart(RestartPolicy.onFailure(times, Duration.ofMinutes(1)));
    }

    private VatStatus status(Subcluster of, String vat) {
        return kernel.status().subclusters().stream()
                .filter(each -> each.id().equals(of.id()))
                .flatMap(each -> each.vats().stream())
                .filter(each -> each.name().equals(vat))
                .findFirst()
                .orElseThrow();
    }

    private static KernelException refusal(CompletionStage<?> stage) {
        try {
            throw new AssertionError("not refused but " + Answers.of(stage));
        } catch (CompletionException e) {
            return (KernelException) Objects.requireNonNull(e.getCause());
        }
    }

    private void awaits(Class<? extends KernelEvent> event) {
        awaits(event, any -> true);
    }

    private <E extends KernelEvent> void awaits(Class<E> event, Predicate<E> which) {
        assertThat(Baseline.eventually(() -> events.stream()
                        .filter(event::isInstance)
                        .map(event::cast)
                        .anyMatch(which)))
                .as("%s in %s", event.getSimpleName(), events)
                .isTrue();
    }

    @Nested
    class AVatThatFails {

        @Test
        @DisplayName("scenario 65: one in an endless loop is stopped, others answer, and it starts again if it may")
        void startsAgainFromItsStateIfItsConfigSaysSo() {
            var subcluster = launch(restarting(1));
            var bob = subcluster.vat("bob");

            assertThat(Answers.rejection(bob.send("spin", gate.path())).is(ErrorCode.DEADLINE_EXCEEDED))
                    .isTrue();

            assertThat(Answers.of(subcluster.vat("alice").send("name"))).isEqualTo("alice");
            assertThat(Answers.of(bob.send("name"))).isEqualTo("bob");
            awaits(KernelEvent.VatRestarted.class, restarted -> restarted.vat().equals("bob"));
            var status = status(subcluster, "bob");
            assertThat(status.state()).isEqualTo(VatState.RUNNING);
            assertThat(status.restarts()).isEqualTo(1);
            assertThat(status.reason().orElseThrow()).contains("DEADLINE_EXCEEDED");
        }

        @Test
        void endsWhenItFailsTooOften() {
            var subcluster = launch(restarting(1));
            var bob = subcluster.vat("bob");
            Answers.rejection(bob.send("exitWithFailure", "once"));
            awaits(KernelEvent.VatRestarted.class);

            Answers.rejection(bob.send("exitWithFailure", "twice"));

            awaits(KernelEvent.VatEnded.class);
            assertThat(status(subcluster, "bob").state()).isEqualTo(VatState.ENDED);
            assertThat(Answers.rejection(bob.send("name")).is(ErrorCode.OBJECT_DELETED))
                    .isTrue();
        }

        @Test
        @DisplayName("scenario 59: exit ends a vat whatever its config says")
        void endsIfItExits() {
            var subcluster = launch(restarting(3));

            subcluster.vat("bob").send("exit", "done");

            awaits(KernelEvent.VatEnded.class);
            assertThat(events)
                    .filteredOn(KernelEvent.VatEnded.class::isInstance)
                    .allSatisfy(event ->
                            assertThat(((KernelEvent.VatEnded) event).code()).isEqualTo("VAT_TERMINATED"));
            assertThat(events).noneMatch(KernelEvent.VatRestarting.class::isInstance);
            assertThat(subcluster.vats()).containsKey("bob");
        }
    }

    @Nested
    class WhoeverAsks {

        @Test
        void isToldThatAVatDoesNotExist() {
            for (var asked : List.of(
                    kernel.ping("v99"),
                    kernel.restartVat("v99"),
                    kernel.terminateVat("bob"),
                    kernel.upgradeVat("v99", new VatCode.ClassCode("x.Y")))) {
                assertThat(refusal(asked).code()).isEqualTo(Code.VAT_NOT_FOUND);
            }
        }

        @Test
        void canPingAndRestartAVat() {
            var subcluster = launch(worker());
            var bob = status(subcluster, "bob").id();
            Answers.of(kernel.ping(bob));
            Answers.of(subcluster.vat("bob").send("note", "in the heap"));
            var unanswered = subcluster.vat("bob").send("promise", "never");
            Answers.of(kernel.ping(bob));

            Answers.of(kernel.restartVat(bob));

            assertThat(Answers.rejection(unanswered).is(ErrorCode.VAT_RESTARTED))
                    .isTrue();
            assertThat(Answers.of(subcluster.vat("bob").send("notes"))).isEqualTo(List.of());
            assertThat(status(subcluster, "bob").restarts()).isEqualTo(1);
        }

        @Test
        @DisplayName("scenario 55: callers in flight of a vat that is terminated hear so, host code and vats")
        void canTerminateAVat() {
            var subcluster = launch(worker());
            var bob = subcluster.vat("bob");
            var ofHost = bob.send("promise", "never");
            var ofVat = subcluster.vat("alice").send("callVat", "bob", "promise", "never");
            // Messages of alice to bob keep their order: when this one is answered, the one before is in bob.
            Answers.of(subcluster.vat("alice").send("callVat", "bob", "name"));

            Answers.of(kernel.terminateVat(status(subcluster, "bob").id()));

            assertThat(Answers.rejection(ofHost).is(ErrorCode.VAT_TERMINATED)).isTrue();
            assertThat(Answers.rejection(ofVat).is(ErrorCode.VAT_TERMINATED)).isTrue();
            assertThat(Answers.rejection(bob.send("name")).is(ErrorCode.OBJECT_DELETED))
                    .isTrue();
            assertThat(Answers.of(subcluster.vat("alice").send("name"))).isEqualTo("alice");
        }

        @Test
        void canUpgradeAVatAndItGoesBackIfTheNewCodeFails() {
            var subcluster = launch(worker());
            var bob = status(subcluster, "bob").id();

            assertThat(refusal(kernel.upgradeVat(bob, code(Vats.FailsInRoot.class))))
                    .hasMessageContaining("no root today");
            assertThat(Answers.of(subcluster.vat("bob").send("name"))).isEqualTo("bob");

            Answers.of(kernel.upgradeVat(bob, code(Vats.Renamed.class)));
            assertThat(Answers.of(subcluster.vat("bob").send("name"))).isEqualTo("renamed");
        }

        private VatCode code(Class<?> vat) {
            return new VatCode.ClassCode(vat.getName());
        }

        @Test
        @DisplayName("scenarios 73 and 74: revoked is revoked, also through a promise; unknown refs are errors")
        void canRevoke() {
            var subcluster = launch(worker());
            var bob = subcluster.vat("bob");
            var counter = bob.send("counter");
            var ref = (Ref) Answers.of(counter);
            var sibling = (Ref) Answers.of(bob.send("counter"));

            Answers.of(kernel.revoke(ref));
            Answers.of(kernel.revoke(ref));

            assertThat(Answers.of(kernel.isRevoked(ref))).isTrue();
            assertThat(Answers.of(kernel.isRevoked(sibling))).isFalse();
            assertThat(Answers.rejection(ref.send("add", 1)).is(ErrorCode.OBJECT_REVOKED))
                    .isTrue();
            assertThat(Answers.rejection(counter.send("add", 1)).is(ErrorCode.OBJECT_REVOKED))
                    .isTrue();
            assertThat(Answers.of(sibling.send("add", 1).as(Integer.class))).isEqualTo(1);
            assertThat(Answers.of(bob.send("name"))).isEqualTo("bob");
            assertThat(refusal(kernel.revoke(bob.send("promise", "later").ref()))
                            .code())
                    .isEqualTo(Code.BAD_REFERENCE);
            for (var unknown : List.of("v99:o+0", "nonsense", "", "v1:o+77")) {
                assertThat(refusal(kernel.revoke(unknown)).code()).as(unknown).isEqualTo(Code.BAD_REFERENCE);
                assertThat(refusal(kernel.isRevoked(unknown)).code()).isEqualTo(Code.BAD_REFERENCE);
            }
        }

        @Test
        void canRevokeByTextAndNotWhatIsGone() {
            var subcluster = launch(worker());
            var bob = subcluster.vat("bob");
            var id = status(subcluster, "bob").id();

            Answers.of(kernel.revoke(id + ":o+0"));
            assertThat(Answers.rejection(bob.send("name")).is(ErrorCode.OBJECT_REVOKED))
                    .isTrue();

            Answers.of(kernel.terminateVat(id));
            assertThat(refusal(kernel.revoke(bob)).code()).isEqualTo(Code.BAD_REFERENCE);
        }

        @Test
        @DisplayName("scenario 69: pins are counted, and unpin without pin is harmless")
        void canPin() {
            var bob = launch(worker()).vat("bob");
            Answers.of(kernel.pin(bob));
            Answers.of(kernel.pin(bob));
            Answers.of(kernel.unpin(bob));
            Answers.of(kernel.unpin(bob));
            Answers.of(kernel.unpin(bob));
            Answers.of(kernel.collectGarbage());

            assertThat(Answers.of(bob.send("name"))).isEqualTo("bob");
        }

        @Test
        @DisplayName("scenario 75: collecting garbage of a vat that is then terminated does no harm")
        void canCollectGarbageOfAVatThatEnds() {
            var subcluster = launch(worker());
            var collected = kernel.collectGarbage();
            Answers.of(kernel.terminateVat(status(subcluster, "bob").id()));
            Answers.of(collected);
            Answers.of(kernel.collectGarbage());

            assertThat(Answers.of(subcluster.vat("alice").send("name"))).isEqualTo("alice");
        }

        @Test
        void canFindSubclustersByIdAndName() {
            var named = kernel.launch(ClusterConfig.builder()
                            .name("shop")
                            .bootstrap("main")
                            .vat("main", worker())
                            .build())
                    .join();

            assertThat(kernel.subcluster("shop")).isSameAs(named);
            assertThat(kernel.subcluster(named.id())).isSameAs(named);
            assertThat(kernel.subclusters()).contains(named, kernel.systemSubcluster("system"));
            assertThatThrownBy(() -> kernel.subcluster("none"))
                    .isInstanceOfSatisfying(
                            KernelException.class, e -> assertThat(e.code()).isEqualTo(Code.SUBCLUSTER_NOT_FOUND));
        }

        @Test
        void canReset() {
            var before = kernel.systemSubcluster("system");
            var subcluster = launch(worker());

            Answers.of(kernel.reset());

            assertThat(Answers.of(subcluster.whenEnded())).isEqualTo("the kernel is reset");
            assertThat(kernel.subclusters()).containsExactly(kernel.systemSubcluster("system"));
            assertThat(kernel.systemSubcluster("system").id()).isNotEqualTo(before.id());
        }
    }

    @Nested
    class TheKernelService {

        private final Ref admin = kernel.systemSubcluster("system").vat("admin");

        private Object asks(String method, Object... arguments) {
            var all = new ArrayList<Object>(List.of("kernel", method));
            all.addAll(List.of(arguments));
            return Answers.of(admin.send("callService", all.toArray()));
        }

        @Test
        void isForSystemSubclustersOnly() {
            var failure = Answers.launchFailure(kernel.launch(ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", worker())
                    .service("kernel")
                    .build()));

            assertThat(failure).hasMessageContaining("no registered kernel service \"kernel\"");
        }

        @Test
        void launchesAndTerminatesAndGivesRefsToRoots() throws IOException {
            var config =
                    ClusterConfig.builder().bootstrap("m").vat("m", worker()).build();

            var launched = (Map<?, ?>) asks("launch", json(config));

            var root = (Ref) ((Map<?, ?>) Objects.requireNonNull(launched.get("roots"))).get("m");
            assertThat(Answers.of(Objects.requireNonNull(root).send("name"))).isEqualTo("m");
            assertThat(asks("ping", root)).isEqualTo("pong");
            assertThat(asks("isRevoked", root)).isEqualTo(false);
            assertThat(asks("terminate", Objects.requireNonNull(launched.get("id"))))
                    .isEqualTo("terminated");
        }

        private static JsonNode json(ClusterConfig config) throws IOException {
            return new ObjectMapper().readTree(ClusterConfigWriter.toAbsoluteJson(Placement.placed(config)));
        }

        @Test
        void canBeAskedByAVatAboutItself() {
            // The answer is the kernel's, so it outlives the heap that asked.
            Answers.of(admin.send("callService", "kernel", "restart", admin));

            awaits(KernelEvent.VatRestarted.class);
            assertThat(Answers.of(admin.send("name"))).isEqualTo("admin");
        }

        @Test
        void endsTheSubclusterOfTheVatThatAsks() {
            var system = kernel.systemSubcluster("system");
            admin.send("callService", "kernel", "terminate", "system");

            assertThat(Answers.of(system.whenEnded())).isEqualTo("terminated");
        }

        @Test
        void tellsTheStatus() {
            assertThat(asks("status").toString()).contains("system").contains("admin");
        }
    }
}
