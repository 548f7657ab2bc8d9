package dev.vellamo.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.RollbackReport;
import dev.vellamo.kernel.RollbackReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseTest {

    private final List<String> journal = new ArrayList<>();
    private final Held a = new FakeHeld("a", journal);
    private final Held b = new FakeHeld("b", journal);
    private final Held c = new FakeHeld("c", journal);
    private final Release both = Release.of(Stack.<Held>empty().push(a).push(b));

    @Test
    void ofNothingIsDone() {
        var nothing = Release.of(Stack.empty());

        assertThat(nothing.isDone()).isTrue();
        assertThat(nothing.current()).isNull();
        assertThat(nothing.waiting().isEmpty()).isTrue();
        assertThat(nothing.released(a)).isSameAs(nothing);
    }

    @Test
    void beginsWithTheNewest() {
        assertThat(both.current()).isSameAs(b);
        assertThat(both.waiting().top()).isSameAs(a);
        assertThat(both.released()).isEmpty();
    }

    @Test
    void goesOnHoweverOneEnds() {
        var done = both.failed(b, new IllegalStateException("no")).timedOut(a, "5 s");

        assertThat(done.isDone()).isTrue();
        assertThat(done.released())
                .containsExactly(
                        new RollbackReport.Release("b", Outcome.FAILED, "no"),
                        new RollbackReport.Release("a", Outcome.TIMED_OUT, "not released within 5 s"));
    }

    @Test
    void doesNotHeedWhatIsNotBeingReleased() {
        assertThat(both.released(a)).isSameAs(both);
        assertThat(both.failed(a, new IllegalStateException("no"))).isSameAs(both);
        assertThat(both.timedOut(c, "5 s")).isSameAs(both);
        assertThat(both.timedOut(b, "5 s").released(b).released()).hasSize(1);
    }

    @Test
    void takesWhatArrivesNext() {
        var more = both.arrived(c);

        assertThat(more.current()).isSameAs(b);
        assertThat(more.released(b).current()).isSameAs(c);
        assertThat(more.released(b).released(c).current()).isSameAs(a);
    }

    @Test
    void takesWhatArrivesWhenAllWasDone() {
        assertThat(both.released(b).released(a).arrived(c).current()).isSameAs(c);
    }

    @Test
    void turnsAThrowIntoAFailure() {
        var failing = new FakeHeld("failing", journal).throwing(new IllegalStateException("no"));

        assertThat(Release.begin(failing).toCompletableFuture())
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("no");
    }
}
