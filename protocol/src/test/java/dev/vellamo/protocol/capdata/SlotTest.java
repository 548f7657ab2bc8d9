package dev.vellamo.protocol.capdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.protocol.capdata.Slot.Kind;
import dev.vellamo.protocol.capdata.Slot.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "o",
                "o+",
                "+3",
                "x+3",
                "O+3",
                "o3",
                "o*3",
                "o+03",
                "o+-3",
                "o+3 ",
                " o+3",
                "o+3\n",
                "o+٣",
                "o++3",
                "o+9223372036854775808",
                "o+99999999999999999999"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Slot.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a slot: \"" + text + "\" (expected for example o+3 or p-12)");
    }

    @Test
    void aNegativeIndexIsRefused() {
        assertThatThrownBy(() -> Slot.exported(-1)).hasMessage("slot index -1 is negative");
    }

    @ParameterizedTest
    @CsvSource({
        "o+0, OBJECT, VAT, 0",
        "o-3, OBJECT, KERNEL, 3",
        "p+12, PROMISE, VAT, 12",
        "p-9223372036854775807, PROMISE, KERNEL, 9223372036854775807"
    })
    void theTextFormIsReadAndWritten(String text, Kind kind, Origin origin, long index) {
        var slot = new Slot(kind, origin, index);

        assertThat(Slot.parse(text)).isEqualTo(slot);
        assertThat(slot).hasToString(text);
    }

    @Test
    void theRootIsTheFirstObjectOfTheVat() {
        assertThat(Slot.ROOT).isEqualTo(Slot.exported(0)).hasToString("o+0");
    }

    @Test
    void isDurableIfItsObjectIsThereAgainAfterARestart() {
        assertThat(Slot.durable(7)).hasToString("o+d7").isEqualTo(Slot.parse("o+d7"));
        assertThat(Slot.durable(7).isDurableExport()).isTrue();
        assertThat(Slot.ROOT.isDurableExport()).isTrue();
        assertThat(Slot.exported(7).isDurableExport()).isFalse();
        assertThatThrownBy(() -> Slot.parse("p+d7")).hasMessageStartingWith("not a slot");
        assertThatThrownBy(() -> new Slot(Slot.Kind.PROMISE, Slot.Origin.DURABLE, 7))
                .hasMessageContaining("never durable");
    }

    @Test
    void tellsPromisesAndWhoAllocatedThem() {
        assertThat(Slot.vatPromise(1).isPromise()).isTrue();
        assertThat(Slot.vatPromise(1).isAllocatedByVat()).isTrue();
        assertThat(Slot.kernelPromise(1).isAllocatedByVat()).isFalse();
        assertThat(Slot.imported(1).isPromise()).isFalse();
    }
}
