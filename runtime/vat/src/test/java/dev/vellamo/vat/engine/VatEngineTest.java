package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.WriteSet;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.code.VatCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatEngineTest {

    private static final Slot RESULT = Slot.kernelPromise(0);

    private static CrankResult call(VatEngine engine, String method, Object... arguments) {
        var data = CapData.of(new Passable.ImmutableItems(List.of(arguments)));
        return engine.deliver(new Delivery.Message(Slot.ROOT, method, data, RESULT));
    }

    private static WriteSet writeSet(CrankResult result) {
        assertThat(result).isInstanceOf(CrankResult.Completed.class);
        return ((CrankResult.Completed) result).writeSet();
    }

    private static Settlement settlement(CrankResult result) {
        var effects = writeSet(result).effects();
        var last = (Effect.Settle) effects.get(effects.size() - 1);
        assertThat(last.promise()).isEqualTo(RESULT);
        return last.settlement();
    }

    private static VatEngine started(Class<?> vat) {
        var engine = TestHost.engine("main", vat);
        assertThat(engine.start()).isInstanceOf(CrankResult.Completed.class);
        return engine;
    }

    public static final class Sample implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }

        static final class Root implements Remotable {
            private final VatContext vat;
            private final List<String> log = new ArrayList<>();
            private Timers.@Nullable Timer timer;

            Root(VatContext vat) {
                this.vat = vat;
            }

            public String log() {
                return String.join(",", log);
            }

            public void fail(String kind) throws Exception {
                switch (kind) {
                    case "coded" -> throw new VatException("NO_BEER", "the cellar is empty");
                    case "checked" -> throw new IOException("outer", new IllegalStateException("inner"));
                    case "silent" -> throw new NullPointerException();
                    case "overflow" -> fail(kind);
                    case "memory" -> throw new OutOfMemoryError("test");
                    default -> throw new AssertionError(kind);
                }
            }

            public CompletableFuture<String> failLater() {
                return CompletableFuture.failedFuture(new OutOfMemoryError("test"));
            }

            public Object unpassable() {
                return List.of(new Object());
            }

            public Object badRemotable() {
                return new Bad();
            }

            public String exit() {
                vat.exit("done");
                return "bye";
            }

            @SuppressWarnings("CatchAndPrintStackTrace")
            public String exitWithFailure(Ref ref) {
                ref.sendOnly("before");
                try {
                    throw vat.exitWithFailure("broken");
                } catch (Throwable hidden) {
                    ref.sendOnly("after");
                }
                return "fine";
            }

            public void start(String kind) {
                timer = switch (kind) {
                    case "lambda" -> vat.timers().after(Duration.ofSeconds(1), () -> log.add("once"));
                    case "repeated" -> vat.timers().every(Duration.ofSeconds(1), () -> log.add("tick"));
                    case "named" -> vat.timers().every(Duration.ofSeconds(2), this, "log");
                    case "throwing" ->
                        vat.timers().after(Duration.ZERO, () -> {
                            throw new IllegalStateException("timer");
                        });
                    case "missing" -> vat.timers().after(Duration.ZERO, this, "lag");
                    default -> vat.timers().after(Duration.ofSeconds(-1), () -> {});
                };
            }

            public void cancel() {
                if (timer != null) {
                    timer.cancel();
                }
            }

            public String context() {
                return vat.name() + " " + vat.id() + " " + vat.clock().instant() + " "
                        + vat.parameters(Parameters.class) + " "
                        + vat.parameters().get("greeting").asText() + " "
                        + vat.logger().getName();
            }

            public void parameters() {
                vat.parameters(WrongParameters.class);
            }
        }

        record Parameters(String greeting, int times) {}

        record WrongParameters(String greeting, List<String> times) {}
    }

    /** Not seen from the vat's class. */
    static final class Bad implements Remotable {
        public void take(Thread thread) {}
    }

    private static Reason fault(CrankResult result) {
        var reason = ((Settlement.Rejected) settlement(result)).reason();
        return new Reason(reason.code(), reason.type(), reason.message());
    }

    private record Reason(String code, @Nullable String type, String message) {}

    @Nested
    class ACallThatFails {

        private final VatEngine engine = started(Sample.class);

        @Test
        void keepsTheAuthorsCode() {
            assertThat(fault(call(engine, "fail", "coded")))
                    .isEqualTo(new Reason("NO_BEER", VatException.class.getName(), "the cellar is empty"));
        }

        @Test
        void keepsClassMessageAndCauses() {
            var reason = ((Settlement.Rejected) settlement(call(engine, "fail", "checked"))).reason();
            assertThat(reason.type()).isEqualTo("java.io.IOException");
            assertThat(reason.describe()).isEqualTo("[METHOD_THREW] outer: inner");
        }

        @Test
        void hasAMessageEvenIfTheExceptionHasNone() {
            assertThat(fault(call(engine, "fail", "silent")).message()).isEqualTo("java.lang.NullPointerException");
        }

        @Test
        void isRejectedByAStackOverflowWhileTheVatLives() {
            assertThat(fault(call(engine, "fail", "overflow")).type()).isEqualTo("java.lang.StackOverflowError");
            assertThat(fault(call(engine, "fail", "assert")).type()).isEqualTo("java.lang.AssertionError");
            assertThat(settlement(call(engine, "log"))).isInstanceOf(Settlement.Fulfilled.class);
        }

        @Test
        void abortsTheCrankIfTheJvmIsInTrouble() {
            assertThat(call(engine, "fail", "memory")).isInstanceOf(CrankResult.Aborted.class);
            assertThat(call(engine, "log")).isInstanceOf(CrankResult.Aborted.class);
        }

        @Test
        void abortsTheCrankIfAPromiseSaysThatTheJvmIsInTrouble() {
            assertThat(call(engine, "failLater")).isInstanceOf(CrankResult.Aborted.class);
        }

        @Test
        void isRejectedIfItsResultCannotLeave() {
            assertThat(fault(call(engine, "unpassable"))).satisfies(fault -> {
                assertThat(fault.code()).isEqualTo("NOT_PASSABLE");
                assertThat(fault.message()).contains("/0", "java.lang.Object");
            });
            assertThat(fault(call(engine, "badRemotable")).message())
                    .contains("Bad.take", "java.lang.Thread".substring(10));
        }

        @Test
        void isNotFoundUnderAnotherName() {
            assertThat(fault(call(engine, "lok")).message())
                    .isEqualTo("no method \"lok\" in vat \"main\"; did you mean \"log\"?");
        }

        @Test
        void isOnlyLoggedIfNobodyWaits() {
            var message = new Delivery.Message(
                    Slot.ROOT, "nothing", CapData.of(new Passable.ImmutableItems(List.of())), null);
            assertThat(writeSet(engine.deliver(message))).isEqualTo(WriteSet.EMPTY);
        }

        @Test
        void isRejectedIfItsTargetIsUnknown() {
            var message = new Delivery.Message(
                    Slot.exported(9), "x", CapData.of(new Passable.ImmutableItems(List.of())), RESULT);
            assertThat(fault(engine.deliver(message)).code()).isEqualTo("OBJECT_DELETED");
        }
    }

    @Nested
    class Leaving {

        private final VatEngine engine = started(Sample.class);

        @Test
        void commitsWithExit() {
            var writeSet = writeSet(call(engine, "exit"));
            assertThat(writeSet.exit()).isEqualTo("done");
            assertThat(writeSet.effects()).hasSize(1);
        }

        @Test
        void dropsEverythingWithFailureWhateverTheAuthorCatches() {
            var arguments =
                    new CapData(new Passable.Sequence(List.of(new Passable.Reference(0))), List.of(Slot.imported(0)));
            var result = engine.deliver(new Delivery.Message(Slot.ROOT, "exitWithFailure", arguments, RESULT));
            assertThat(result).isInstanceOfSatisfying(CrankResult.Aborted.class, aborted -> {
                assertThat(aborted.reason().is(ErrorCode.VAT_FAILED)).isTrue();
                assertThat(aborted.reason().message()).contains("broken");
            });
            assertThat(call(engine, "log")).isEqualTo(result);
        }

        @Test
        void byCloseMakesItInert() {
            engine.close();
            assertThat(call(engine, "log")).isInstanceOf(CrankResult.Aborted.class);
            assertThat(engine.abortReason())
                    .hasValueSatisfying(reason ->
                            assertThat(reason.is(ErrorCode.VAT_TERMINATED)).isTrue());
        }
    }

    @Nested
    class Time {

        private final VatEngine engine = started(Sample.class);

        private List<Effect> start(String kind) {
            return writeSet(call(engine, "start", kind)).effects();
        }

        private Object log() {
            return ((Settlement.Fulfilled) settlement(call(engine, "log")))
                    .value()
                    .body();
        }

        @Test
        void runsALambdaOnce() {
            assertThat(start("lambda").get(0)).isEqualTo(new Effect.SetTimer(0, Duration.ofSeconds(1), null, null));
            engine.deliver(new Delivery.TimerFired(0));
            engine.deliver(new Delivery.TimerFired(0));
            assertThat(log()).isEqualTo(new Passable.Immutable("once"));
        }

        @Test
        void runsALambdaAgainUntilItIsCancelled() {
            start("repeated");
            engine.deliver(new Delivery.TimerFired(0));
            engine.deliver(new Delivery.TimerFired(0));
            assertThat(writeSet(call(engine, "cancel")).effects()).contains(new Effect.CancelTimer(0));
            engine.deliver(new Delivery.TimerFired(0));
            assertThat(log()).isEqualTo(new Passable.Immutable("tick,tick"));
        }

        @Test
        void sendsANamedMessage() {
            assertThat(start("named").get(0)).isInstanceOfSatisfying(Effect.SetTimer.class, timer -> {
                assertThat(timer.period()).isEqualTo(Duration.ofSeconds(2));
                assertThat(timer.message()).satisfies(message -> {
                    assertThat(message).isNotNull();
                });
            });
        }

        @Test
        void survivesALambdaThatThrows() {
            start("throwing");
            assertThat(engine.deliver(new Delivery.TimerFired(0))).isInstanceOf(CrankResult.Completed.class);
        }

        @Test
        void refusesATimerThatCouldNeverWork() {
            assertThat(fault(call(engine, "start", "missing")).message()).contains("did you mean \"log\"");
            assertThat(fault(call(engine, "start", "negative")).message()).contains("negative");
        }
    }

    @Nested
    class Context {

        @Test
        void saysWhoTheVatIs() {
            var answer = settlement(call(started(Sample.class), "context"));
            assertThat(((Settlement.Fulfilled) answer).value().body())
                    .isEqualTo(new Passable.Immutable(
                            "main v-main " + TestHost.NOW + " Parameters[greeting=hello, times=2] hello vat.main"));
        }

        @Test
        void namesTheParameterThatDoesNotFit() {
            assertThat(fault(call(started(Sample.class), "parameters")).message())
                    .contains("/times");
        }

        @Test
        void givesNoPowerThatIsNotGranted() {
            var all = TestHost.spec("main", Sample.class);
            var engine = VatEngine.build(
                    new VatSpec(all.name(), all.id(), all.code(), all.parameters(), Set.of()), new TestHost());
            engine.start();
            assertThat(fault(call(engine, "context")))
                    .extracting(Reason::code, Reason::message)
                    .containsExactly(
                            "POWER_NOT_GRANTED",
                            "vat \"main\" asked for the power \"clock\": add it to its \"powers\"");
        }
    }

    public static final class RootIsNull implements Vat {
        @Override
        @SuppressWarnings("NullAway") // What an author may get wrong.
        public Object root(VatContext vat) {
            return null;
        }
    }

    public static final class RootIsValue implements Vat {
        @Override
        public Object root(VatContext vat) {
            return "text";
        }
    }

    public static final class RootThrows implements Vat {
        @Override
        public Object root(VatContext vat) throws IOException {
            throw new IOException("no database");
        }
    }

    public static final class RootIsBad implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Bad();
        }
    }

    public static final class BadMember implements Vat {
        @Override
        public Object root(VatContext vat) {
            throw new AssertionError("never started");
        }

        static final class Inner implements Remotable {
            public void take(Thread thread) {}
        }
    }

    public static final class ConstructorThrows implements Vat {
        public ConstructorThrows() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public Object root(VatContext vat) {
            return this;
        }
    }

    public static final class OwnRoot implements Vat, Remotable {
        @Override
        public Object root(VatContext vat) {
            return this;
        }

        public String name() {
            return "own";
        }
    }

    @Test
    void aVatMayBeItsOwnRoot() {
        var engine = started(OwnRoot.class);
        assertThat(settlement(call(engine, "name"))).isInstanceOf(Settlement.Fulfilled.class);
        assertThat(fault(call(engine, "root", "x")).code()).isEqualTo("METHOD_NOT_FOUND");
    }

    @Nested
    class AVatThatCannotStart {

        private String reason(Class<?> vat) {
            var result = TestHost.engine("main", vat).start();
            return ((CrankResult.Aborted) result).reason().describe();
        }

        @Test
        void saysWhatRootDidWrong() {
            assertThat(reason(RootIsNull.class)).contains("root of vat \"main\" returned null");
            assertThat(reason(RootIsValue.class)).contains("java.lang.String", "Remotable");
            assertThat(reason(RootThrows.class)).isEqualTo("[METHOD_THREW] no database");
            assertThat(reason(RootIsBad.class)).contains("NOT_PASSABLE", "Bad.take");
        }

        @Test
        void isRefusedWhenItIsBuilt() {
            assertThatThrownBy(() -> TestHost.engine("main", BadMember.class))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("VAT_CODE_INVALID"))
                    .hasMessageContainingAll("vat \"main\"", "Inner.take", "\"thread\"");
            assertThatThrownBy(() -> TestHost.engine("main", ConstructorThrows.class))
                    .hasMessageContaining("no licence")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }

        @Test
        void isRefusedIfItsClassIsMissing() {
            var spec = TestHost.spec("main", Sample.class);
            var missing =
                    new VatSpec("main", "v1", new VatCode.ClassCode("com.example.None"), spec.parameters(), Set.of());
            assertThatThrownBy(() -> VatEngine.build(missing, new TestHost()))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("VAT_CODE_NOT_FOUND"))
                    .hasMessageContainingAll("com.example.None", "class path");
        }
    }
}
