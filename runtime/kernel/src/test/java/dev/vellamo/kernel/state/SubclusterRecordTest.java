package dev.vellamo.kernel.state;

import static dev.vellamo.kernel.state.Effects.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subcluster whose bootstrap answered with an object of one of its vats, which nobody else holds. */
class SubclusterRecordTest {

    private static final Slot OBJECT = Slot.durable(7);

    private final Disk kernel = new Disk();
    private FakeVat bob = kernel.vat("bob");
    private SubclusterRecord record = kernel.state().subclusters().get(0);

    @BeforeEach
    void bootstrapAnswersWithAnObject() {
        var alice = kernel.vat("alice");
        kernel.tells(bob.root(), "meet", alice.root());
        var aliceInBob = ((Delivery.Message) bob.runs()).arguments().slots().get(0);
        kernel.tells(bob.root(), "pass");
        bob.runs(
                send(aliceInBob, "take", null, OBJECT),
                new Effect.Put("object.7", dev.vellamo.protocol.capdata.CapData.of(Passable.NULL)));
        var taken = ((Delivery.Message) alice.runs()).arguments().slots().get(0);
        var object = requireNonNull(bob.record().exports().find(OBJECT));
        var answer = new KernelData(
                new Passable.Sequence(List.of(new Passable.Reference(0), new Passable.Reference(1))),
                List.of(object, new KernelPromise()));
        var stored = new StoredValue(answer.body(), List.of(object.text(), "gone:a promise"));
        var row = new StoredRow.Subcluster("s1", "s1", false, true, true, "{}", stored);
        kernel.state().apply(new Entry.KeepSubcluster(record, row, answer));
        alice.runsWithGo(kernel, new Effect.DropImports(List.of(taken)), new Effect.RetireImports(List.of(taken)));
    }

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    private void collects() {
        kernel.state().apply(new Entry.CollectGarbage());
    }

    @Test
    void holdsWhatItAnswered() {
        collects();

        assertThat(bob.inbox()).isEmpty();
    }

    @Test
    void holdsItAfterARestart() {
        kernel.startsAgain();
        bob = kernel.again(bob);

        collects();

        assertThat(bob.started().reachable()).containsExactly(OBJECT);
        assertThat(bob.inbox()).isEmpty();
    }

    @Test
    void letsItGoWhenItIsForgotten() {
        kernel.startsAgain();
        record = kernel.state().subclusters().get(0);
        bob = kernel.again(bob);

        kernel.state().apply(new Entry.ForgetSubcluster(record));
        collects();

        assertThat(((Delivery.CollectGarbage) bob.takes().delivery()).retireExports())
                .containsExactly(OBJECT);
        kernel.keeps("s1", true, true);
    }
}
