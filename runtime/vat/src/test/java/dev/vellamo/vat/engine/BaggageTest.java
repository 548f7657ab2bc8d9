package dev.vellamo.vat.engine;

import static dev.vellamo.vat.engine.Kept.doings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Baggage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BaggageTest {

    private final Kept vat = new Kept(KeepingVat.class);

    private static CapData json(String text, Slot... slots) {
        return new CapData(new Passable.Json(text.getBytes(StandardCharsets.UTF_8)), List.of(slots));
    }

    private CrankResult send(String method, Object... arguments) {
        return vat.send(Slot.ROOT, method, arguments);
    }

    @Nested
    class AMistake {

        @Test
        @DisplayName("scenario 78: init of an existing key, and get, set and delete of a missing one, fail")
        void isRefusedAndChangesNothing() {
            vat.call("init", "counter", 1);
            assertThat(vat.fault("init", "counter", 2))
                    .contains("BAGGAGE_KEY_EXISTS", "\"counter\" in vat \"main\"", "use set");
            for (var method : List.of("get", "delete")) {
                assertThat(vat.fault(method, "conter"))
                        .contains("BAGGAGE_KEY_MISSING", "\"conter\"", "vat \"main\"", "did you mean \"counter\"?");
            }
            assertThat(vat.fault("set", "conter", 3)).contains("BAGGAGE_KEY_MISSING", "did you mean \"counter\"?");
            assertThat(vat.call("get", "counter")).isEqualTo(1);
        }

        @Test
        void namesKeyAndVatIfAValueDoesNotFit() {
            vat.call("put", "name", "text");
            assertThat(vat.fault("number", "name"))
                    .contains("BAD_RESULT", "baggage key \"name\" in vat \"main\"", "expected int");
        }

        @Test
        void saysHowToKeepWhatEndsWithTheHeap() {
            assertThat(vat.fault("keepPromise")).contains("NOT_PASSABLE", "a promise", "vat.watch");
            assertThat(vat.fault("keepPlain")).contains("NOT_PASSABLE", "KeepingVat$Plain", "vat.kind");
            assertThat(vat.fault("put", "p", Slot.kernelPromise(1))).contains("NOT_PASSABLE", "vat.watch");
        }

        @Test
        void namesTheLimitThatIsReached() {
            var longKey = "k".repeat(Baggage.MAX_KEY_CHARS);
            vat.call("put", longKey, 1);
            assertThat(vat.fault("put", longKey + "k", 1)).contains("LIMIT_REACHED", "MAX_KEY_CHARS of 256");
            vat.call("putBig", "big", Baggage.MAX_VALUE_BYTES - 2);
            assertThat(vat.fault("putBig", "big", Baggage.MAX_VALUE_BYTES - 1))
                    .contains("LIMIT_REACHED", "\"baggage.big\"", "MAX_VALUE_BYTES of 1048576");
        }

        @Test
        void keepsTheStateOfAVatBelowItsLimit() {
            var many = (int) (Baggage.MAX_STATE_BYTES / Baggage.MAX_VALUE_BYTES);
            for (var i = 0; i < many - 1; i++) {
                vat.call("putBig", "big" + i, Baggage.MAX_VALUE_BYTES - 2);
            }
            assertThat(vat.fault("putBig", "last", Baggage.MAX_VALUE_BYTES - 2))
                    .contains("LIMIT_REACHED", "MAX_STATE_BYTES of 67108864");
            vat.call("delete", "big0");
            vat.call("putBig", "last", Baggage.MAX_VALUE_BYTES - 2);
        }

        @Test
        void mayBeNullOrAnObjectThatIsGone() {
            assertThat(vat.fault("putNull", "x")).contains("BAD_ARGUMENTS", "\"x\"", "null", "delete");
            assertThat(vat.fault("put", "x", Slot.exported(99))).contains("OBJECT_DELETED");
        }
    }

    @Nested
    class AValue {

        @Test
        void isThereAgainAfterARestart() {
            vat.call("put", "text", "$money");
            vat.call("put", "number", 42);
            vat.call("putMutable", "list");
            vat.restart(KeepingVat.class);
            assertThat(vat.call("get", "text")).isEqualTo("$money");
            assertThat(vat.call("number", "number")).isEqualTo(42);
            assertThat(vat.call("has", "number")).isEqualTo(true);
            assertThat(vat.call("find", "text")).isEqualTo("$money");
            assertThat(vat.call("find", "none")).isEqualTo("nothing");
            assertThat(vat.call("keys")).isEqualTo("list,number,text");
            assertThat(vat.call("texts", "list"))
                    .isInstanceOfSatisfying(
                            CapData.class,
                            texts -> assertThat(Calls.asJson(texts)).isEqualTo(Calls.asJson(Kept.data("first"))));
        }

        @Test
        @DisplayName("scenario 77: references in baggage work after a restart")
        void mayHoldReferences() {
            vat.call("put", "other", Slot.imported(5));
            vat.call("keepRoot");
            vat.restart(KeepingVat.class);
            assertThat(vat.call("isRoot")).isEqualTo(true);
            var sent = Kept.effects(send("callKept", "other", "ping"), Effect.Send.class);
            assertThat(sent).singleElement().satisfies(send -> {
                assertThat(send.target()).isEqualTo(Slot.imported(5));
                assertThat(send.method()).isEqualTo("ping");
            });
        }
    }

    @Nested
    class ACrank {

        @Test
        void putsOnlyTheNetEffect() {
            assertThat(doings(send("putAndDelete", "k"))).isEmpty();
            assertThat(doings(send("putTwice", "k"))).containsExactly(new Effect.Put("baggage.k", json("2")));
            assertThat(doings(send("putAndDelete", "k"))).containsExactly(new Effect.Delete("baggage.k"));
            assertThat(doings(send("put", "k", Slot.imported(3))))
                    .containsExactly(new Effect.Put("baggage.k", json("\"$0\"", Slot.imported(3))));
        }

        @Test
        void keepsWhatWasPutBeforeAThrow() {
            assertThat(doings(send("putThenFail", "k", 1))).hasSize(1);
        }

        @Test
        void losesEverythingIfItIsAborted() {
            assertThat(send("putThenGiveUp", "k", 1)).isInstanceOf(CrankResult.Aborted.class);
            vat.restart(KeepingVat.class);
            assertThat(vat.call("has", "k")).isEqualTo(false);
        }
    }
}
