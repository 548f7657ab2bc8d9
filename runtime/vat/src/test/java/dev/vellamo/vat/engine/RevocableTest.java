package dev.vellamo.vat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.CapData;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.CrankResult;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.protocol.crank.Settlement;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RevocableTest {

    private final Kept vat = new Kept(KeepingVat.class);

    /** The slots of ref and revoker. */
    private static List<Slot> slots(CrankResult result) {
        return ((Settlement.Fulfilled) Kept.settlement(result)).value().slots();
    }

    private List<Slot> revocable(String method, Object... arguments) {
        return slots(vat.send(Slot.ROOT, method, arguments));
    }

    @Test
    void refusesWhatCannotBeCalled() {
        assertThat(vat.fault("revocable", "text")).contains("BAD_ARGUMENTS", "java.lang.String");
    }

    @Nested
    class OfAHeapObject {

        private final List<Slot> both = revocable("revocablePlain");

        @Test
        void isOfTheHeap() {
            assertThat(both).noneMatch(Slot::isDurableExport);
            assertThat(vat.fault("keepRevocable")).contains("NOT_PASSABLE");
        }

        @Test
        void passesCallsOnUntilItIsRevoked() {
            assertThat(Kept.value(vat.send(both.get(0), "hello", "you"))).isEqualTo("hello you");
            assertThat(Kept.fault(vat.send(both.get(0), "helo", "you"))).contains("METHOD_NOT_FOUND", "\"hello\"");
            var revoked = vat.send(both.get(1), "revoke");
            assertThat(Kept.doings(revoked)).containsExactly(new Effect.Revoke(both.get(0)));
            assertThat(Kept.fault(vat.send(both.get(0), "hello", "you"))).contains("OBJECT_REVOKED", "\"hello\"");
            assertThat(Kept.doings(vat.send(both.get(1), "revoke"))).isEmpty();
        }
    }

    @Nested
    class OfADurableObject {

        private final Slot counter = vat.slot("create", "apples");
        private final List<Slot> both = revocable("revocable", counter);

        @Test
        void comesHomeAsARef() {
            assertThat(both).allMatch(Slot::isDurableExport);
            vat.call("hold", "ref", both.get(0));
            var sent = Kept.effects(vat.send(Slot.ROOT, "callRef", "name"), Effect.Send.class);
            assertThat(sent).extracting(Effect.Send::target).containsExactly(both.get(0));
        }

        @Test
        void survivesARestart() {
            vat.call("keepRevocable");
            vat.restart(KeepingVat.class);
            assertThat(Kept.value(vat.send(both.get(0), "add", 3))).isEqualTo(3);
            assertThat(Kept.fault(vat.send(both.get(0), "fail"))).contains("METHOD_THREW", "counter fails");
            assertThat(Kept.effects(vat.send(Slot.ROOT, "revokeKept"), Effect.Revoke.class))
                    .containsExactly(new Effect.Revoke(both.get(0)));
        }

        @Test
        void isRevokedForEver() {
            vat.send(both.get(1), "revoke");
            vat.restart(KeepingVat.class);
            assertThat(Kept.fault(vat.send(both.get(0), "name"))).contains("OBJECT_REVOKED");
            assertThat(Kept.value(vat.send(counter, "name"))).isEqualTo("apples");
        }
    }

    @Nested
    class OfAnImport {

        private final List<Slot> both = revocable("revocable", Slot.imported(4));

        @Test
        void sendsTheMessageOnAsItIs() {
            vat.restart(KeepingVat.class);
            var arguments = new CapData(
                    new Passable.Sequence(List.of(new Passable.Reference(0), new Passable.Immutable(5))),
                    List.of(Slot.imported(9)));
            var result = vat.deliver(new Delivery.Message(both.get(0), "take", arguments, Calls.RESULT));
            var sent = Kept.effects(result, Effect.Send.class).get(0);
            assertThat(Calls.asJson(sent))
                    .isEqualTo(Calls.asJson(new Effect.Send(Slot.imported(4), "take", arguments, sent.result())));
            assertThat(Kept.value(result)).isEqualTo(sent.result());
        }

        @Test
        void waitsForNoAnswerThatNobodyWants() {
            var message = new Delivery.Message(both.get(0), "take", Kept.data(), null);
            assertThat(Calls.writeSet(vat.deliver(message)).effects())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Effect.Send.class,
                            sent -> assertThat(Calls.asJson(sent))
                                    .isEqualTo(Calls.asJson(
                                            new Effect.Send(Slot.imported(4), "take", Kept.data(), null))));
        }

        @Test
        void letsGoOfTheImportOnceItIsRevoked() {
            vat.restart(KeepingVat.class);
            vat.send(both.get(1), "revoke");
            assertThat(vat.engine().boundary().values().names(Slot.imported(4))).isFalse();
        }
    }
}
