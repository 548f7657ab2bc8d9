package dev.vellamo.kernel.store;

import static dev.vellamo.kernel.store.SampleStore.problemsWith;
import static dev.vellamo.kernel.store.SampleStore.value;
import static dev.vellamo.kernel.store.SampleStore.vatValue;
import static dev.vellamo.kernel.store.SampleStore.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Slot;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VatValueCheckTest {

    @ParameterizedTest
    @MethodSource("values")
    void findsWhatIsWrong(String problem, List<StoredRow> rows) {
        assertThat(problemsWith(rows)).containsExactly(problem);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                wrong("no vat", "VAT_VALUE v4 a: its vat is not there", vatValue("v4", "a", value("1"))),
                wrong(
                        "missing slot",
                        "VAT_VALUE v1 a: has 1 references and 0 slots",
                        vatValue("v1", "a", value("1", "v2:o+0"))),
                wrong(
                        "promise",
                        "VAT_VALUE v1 a: p-1 is kp7: a promise cannot be stored",
                        vatValue("v1", "a", value("\"$0\"", "kp7"), Slot.kernelPromise(1))),
                wrong(
                        "promise by another name",
                        "VAT_VALUE v1 a: o-1 is kp7: a promise cannot be stored",
                        vatValue("v1", "a", value("\"$0\"", "kp7"), Slot.imported(1))),
                wrong(
                        "export of another",
                        "VAT_VALUE v1 a: o+d1 is v2:o+d1, but an export names itself: v1:o+d1",
                        vatValue("v1", "a", value("\"$0\"", "v2:o+d1"), Slot.durable(1))),
                wrong(
                        "heap object",
                        "VAT_VALUE v1 a: o+4 is an object of a heap, which is gone after a restart",
                        vatValue("v1", "a", value("\"$0\"", "v1.2:o+4"), Slot.exported(4))),
                wrong(
                        "own object as an import",
                        "VAT_VALUE v1 a: o-9 is v1:o+0, an object of this vat itself, which is not an import",
                        vatValue("v1", "a", value("\"$0\"", "v1:o+0"), Slot.imported(9))),
                wrong(
                        "slot of two objects",
                        "VAT_VALUE v1 a: o-3 is v3:o+0 here and v2:o+d3 in another value",
                        vatValue("v1", "a", value("\"$0\"", "v3:o+0"), Slot.imported(3))),
                wrong(
                        "two slots of an object",
                        "VAT_VALUE v1 a: v2:o+d3 is o-5 here and o-3 elsewhere",
                        vatValue("v1", "a", value("\"$0\"", "v2:o+d3"), Slot.imported(5))),
                wrong(
                        "reference out of range",
                        "VAT_VALUE v1 a: its value has \"$1\", but 1 references",
                        vatValue("v1", "a", value("[\"$0\",{\"k\":\"$1\"}]", "v3:o+0"), Slot.imported(8))),
                wrong(
                        "dollar without number",
                        "VAT_VALUE v1 a: its value has \"$x\", but 0 references",
                        vatValue("v1", "a", value("\"$x\""))),
                wrong("empty", "VAT_VALUE v1 a: its value is not JSON: it is empty", vatValue("v1", "a", value(""))),
                wrong(
                        "two values",
                        "VAT_VALUE v1 a: its value is not JSON: there is more after its end",
                        vatValue("v1", "a", value("1 2"))));
    }

    @Test
    void acceptsTwoThingsThatAreGoneUnderOneLabel() {
        var values = List.<StoredRow>of(
                vatValue("v1", "a", value("\"$0\"", "gone:session"), Slot.imported(20)),
                vatValue("v1", "b", value("\"$0\"", "gone:session"), Slot.imported(21)));

        assertThat(problemsWith(values)).isEmpty();
    }
}
