package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.vat.Failure;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {

    /** Goes on where it was, in root. */
    public static final class Resumes implements Vat {
        @Override
        public Object root(VatContext vat) {
            var root = new Resumed();
            vat.watch(vat.deferred().promise(), root, "settled");
            vat.timers().after(Duration.ofSeconds(1), root, "tick", root);
            return root;
        }
    }

    public static final class WatchesWithAnother implements Vat {
        @Override
        public Object root(VatContext vat) {
            vat.watch(vat.deferred().promise(), new Resumed(), "settled");
            return new Resumed();
        }
    }

    static final class Resumed implements Remotable {
        public void settled(@Nullable Object value, @Nullable Failure failure) {}

        public void tick(Object self) {}
    }

    private final Kept vat = new Kept(KeepingVat.class);

    private Effect.Watch watch(String method, Object... arguments) {
        return Kept.effects(vat.send(Slot.ROOT, method, arguments), Effect.Watch.class)
                .get(0);
    }

    @Nested
    class AMistake {

        @Test
        void isAnObjectThatEndsWithTheHeap() {
            assertThat(vat.fault("watchWith", "plain"))
                    .contains("BAD_ARGUMENTS", "KeepingVat$Plain", "the root or a durable object");
        }

        @Test
        void isAnObjectThatDidNotBecomeTheRoot() {
            assertThat(vat.restart(WatchesWithAnother.class))
                    .isInstanceOfSatisfying(
                            CrankResult.Aborted.class,
                            aborted -> assertThat(aborted.reason().describe())
                                    .contains("BAD_ARGUMENTS", "Resumed", "the root or a durable object"));
        }

        @Test
        void isAMethodThatTakesOtherArguments() {
            assertThat(vat.fault("watchWith", "root")).contains("METHOD_NOT_FOUND", "\"nothing\"");
            assertThat(vat.fault("watchWith", "counter")).contains("METHOD_NOT_FOUND", "\"settled\"");
        }
    }

    @Test
    void namesAPromiseOfAnotherVat() {
        var result = vat.send(Slot.ROOT, "watch", Slot.kernelPromise(7), "note");
        var watch = Kept.effects(result, Effect.Watch.class).get(0);
        assertThat(watch.promise()).isEqualTo(Slot.kernelPromise(7));
        assertThat(watch.message().target()).isEqualTo(Slot.ROOT);
        assertThat(watch.message().method()).isEqualTo("settled");
        assertThat(Calls.asJson(watch.message().arguments())).isEqualTo(Calls.asJson(Kept.data("note")));
        // What the method returned follows the result of the watch.
        assertThat(Kept.value(result)).isEqualTo(watch.message().result());
    }

    @Test
    void mayBeStartedByRootForTheObjectThatItReturns() {
        var result = vat.restart(Resumes.class);
        var watch = Kept.effects(result, Effect.Watch.class).get(0);
        assertThat(watch.message().target()).isEqualTo(Slot.ROOT);
        var timer = Kept.effects(result, Effect.SetTimer.class).get(0);
        assertThat(Calls.asJson(Objects.requireNonNull(timer.message())))
                .isEqualTo(Calls.asJson(new Effect.Send(Slot.ROOT, "tick", Kept.data(Slot.ROOT), null)));
        assertThat(vat.engine().boundary().exports().size()).isZero();
    }

    @Test
    void namesAPromiseThatTheKernelDidNotKnow() {
        var watch = watch("watchOwn", "open");
        assertThat(watch.promise().isAllocatedByVat()).isTrue();
        var settled = Kept.effects(vat.send(Slot.ROOT, "resolveOwn", "later"), Effect.Settle.class);
        assertThat(settled)
                .contains(new Effect.Settle(
                        watch.promise(), new Settlement.Fulfilled(CapData.of(new Passable.Immutable("later")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fulfilled", "rejected"})
    void settlesAPromiseThatIsOverByTheKernelToo(String how) {
        var result = vat.send(Slot.ROOT, "watchOwn", how);
        var watched = Kept.effects(result, Effect.Watch.class).get(0).promise();
        assertThat(Kept.effects(result, Effect.Settle.class))
                .filteredOn(settle -> settle.promise().equals(watched))
                .singleElement()
                .satisfies(settle -> assertThat(settle.settlement() instanceof Settlement.Fulfilled)
                        .isEqualTo(how.equals("fulfilled")));
    }

    @Test
    void callsTheMethodWithValueOrFailureAlsoAfterARestart() {
        watch("watch", Slot.kernelPromise(7), "note");
        vat.restart(KeepingVat.class);
        assertThat(settled("[\"fine\",null,\"note\"]")).isEqualTo("note: fine, null");
        assertThat(settled("[null,{\"code\":\"VAT_RESTARTED\",\"type\":null,\"message\":\"gone\"},\"note\"]"))
                .isEqualTo("note: null, VAT_RESTARTED gone");
    }

    private @Nullable Object settled(String arguments) {
        var json = CapData.of(new Passable.Json(arguments.getBytes(StandardCharsets.UTF_8)));
        return Kept.value(vat.deliver(new Delivery.Message(Slot.ROOT, "settled", json, Calls.RESULT)));
    }
}
