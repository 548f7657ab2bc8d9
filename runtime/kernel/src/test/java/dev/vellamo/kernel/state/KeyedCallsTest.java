package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.store.StoredRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls with keys are remembered when there are more than may be. */
class KeyedCallsTest {

    private static final int MAX = 3;

    private final Disk kernel = new Disk(MAX);
    private final FakeVat bob = kernel.vat("bob");
    private final FakeVat slow = kernel.vat("slow");

    @AfterEach
    void leavesASoundDisk() {
        kernel.commits();
        assertThat(kernel.problems()).isEmpty();
    }

    private int outcomes() {
        kernel.commits();
        return kernel.content().of(StoredRow.Outcome.class).size();
    }

    private void callsAndAnswers(int times) {
        for (int i = 0; i < times; i++) {
            kernel.callsKeyed("done " + i, bob.root(), "ask");
            bob.answers(i);
        }
    }

    @Test
    void aCallThatRunsIsJoinedHoweverManyNewerThereAre() {
        var first = kernel.callsKeyed("k", slow.root(), "ask");
        callsAndAnswers(10 * MAX);

        var again = kernel.callsKeyed("k", slow.root(), "ask");

        assertThat(slow.inbox()).containsExactly("ask");
        slow.answers("once");
        kernel.commits();
        assertThat(first).containsExactly("\"once\"");
        assertThat(again).containsExactly("\"once\"");
    }

    @Test
    void theOldestOutcomesAreForgotten() {
        callsAndAnswers(10 * MAX);

        assertThat(outcomes()).isEqualTo(MAX);
        kernel.callsKeyed("done 0", bob.root(), "ask");
        assertThat(bob.inbox()).containsExactly("ask");
    }

    @Test
    void outcomesBetweenManyThatRunAreForgotten() {
        var running = new ArrayList<List<String>>();
        for (int i = 0; i < 100; i++) {
            running.add(kernel.callsKeyed("runs " + i, slow.root(), "ask"));
        }

        callsAndAnswers(1_000);

        assertThat(outcomes()).isBetween(100, 100 + 30);
        for (int i = 0; i < 100; i++) {
            slow.answers(i);
        }
        kernel.commits();
        assertThat(running).allMatch(heard -> heard.size() == 1);
        callsAndAnswers(100);
        assertThat(outcomes()).isEqualTo(MAX);
    }

    @Test
    void oneThatRanWhenItsTurnCameIsForgottenForItsAgeOnceItEnded() {
        kernel.callsKeyed("k", slow.root(), "ask");
        callsAndAnswers(2 * MAX);
        slow.answers("done");

        kernel.passes(KernelState.DEFAULT_OUTCOME_AGE.toMillis());
        kernel.state().apply(new Entry.CollectGarbage());

        assertThat(outcomes()).isZero();
    }

    @Test
    void anObjectWithoutANameThatOutlivesTheKernelTakesNone() {
        var calls = new ArrayList<HostCall>();
        var callback = KernelObject.ofHost(new HostObject() {
            @Override
            public String label() {
                return "an object of the host";
            }

            @Override
            public void call(HostCall call) {
                calls.add(call);
            }
        });

        var heard = kernel.callsKeyed("k", callback, "ask");

        assertThat(outcomes()).isZero();
        assertThat(heard).containsExactly("BAD_ARGUMENTS");
        assertThat(calls).isEmpty();
    }
}
