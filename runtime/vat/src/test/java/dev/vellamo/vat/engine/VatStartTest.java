package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Calls.call;
import static dev.vellamo.vat.engine.Calls.fault;
import static dev.vellamo.vat.engine.Calls.settlement;
import static dev.vellamo.vat.engine.Calls.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.config.VatCode;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Settlement;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import dev.vellamo.vat.engine.Calls.Reason;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VatStartTest {

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
            return new BadRemotable();
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
        assertThat(fault(call(engine, "upgrade", "x", 1)).code()).isEqualTo("METHOD_NOT_FOUND");
        assertThat(fault(call(engine, "version")).code()).isEqualTo("METHOD_NOT_FOUND");
    }

    @Nested
    class AVatThatCannotStart {

        private String reason(Class<?> vat) {
            var result = TestHost.engine("main", vat).start(VatState.EMPTY);
            return ((CrankResult.Aborted) result).reason().describe();
        }

        @Test
        void saysWhatRootDidWrong() {
            assertThat(reason(RootIsNull.class)).contains("root of vat \"main\" returned null");
            assertThat(reason(RootIsValue.class)).contains("java.lang.String", "Remotable");
            assertThat(reason(RootThrows.class)).isEqualTo("[METHOD_THREW] no database");
            assertThat(reason(RootIsBad.class)).contains("NOT_PASSABLE", "BadRemotable.take");
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
            var spec = TestHost.spec("main", SampleVat.class);
            var missing =
                    new VatSpec("main", "v1", new VatCode.ClassCode("com.example.None"), spec.parameters(), Set.of());
            assertThatThrownBy(() -> TestEngine.build(missing, new TestHost()))
                    .isInstanceOfSatisfying(
                            VatException.class, e -> assertThat(e.code()).isEqualTo("VAT_CODE_NOT_FOUND"))
                    .hasMessageContainingAll("com.example.None", "class path");
        }
    }

    @Nested
    class Context {

        @Test
        void saysWhoTheVatIs() {
            var answer = settlement(call(started(SampleVat.class), "context"));
            assertThat(((Settlement.Fulfilled) answer).value().body())
                    .isEqualTo(new Passable.Immutable(
                            "main v-main " + TestHost.NOW + " Parameters[greeting=hello, times=2] hello vat.main"));
        }

        @Test
        void namesTheParameterThatDoesNotFit() {
            assertThat(fault(call(started(SampleVat.class), "parameters")).message())
                    .contains("/times");
        }

        @Test
        void givesNoPowerThatIsNotGranted() {
            var all = TestHost.spec("main", SampleVat.class);
            var engine = TestEngine.build(
                    new VatSpec(all.name(), all.id(), all.code(), all.parameters(), Set.of()), new TestHost());
            engine.start(VatState.EMPTY);
            assertThat(fault(call(engine, "context")))
                    .extracting(Reason::code, Reason::message)
                    .containsExactly(
                            "POWER_NOT_GRANTED",
                            "vat \"main\" asked for the power \"clock\": add it to its \"powers\"");
        }
    }
}
