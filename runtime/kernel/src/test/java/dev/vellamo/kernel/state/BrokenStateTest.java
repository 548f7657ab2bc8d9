package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A state that a defect has left half changed. */
class BrokenStateTest {

    private final Disk kernel = new Disk();

    @Test
    void isNotWrittenAnyMore() {
        var alice = kernel.vat("alice");
        var defect = new IllegalStateException("a defect");
        assertThatThrownBy(() -> kernel.state().apply(new Entry.Look(state -> {
                    throw defect;
                })))
                .isSameAs(defect);
        kernel.tells(alice.root(), "go");

        assertThatIllegalStateException().isThrownBy(kernel::commits).withMessageContaining("applied in part");
    }
}
