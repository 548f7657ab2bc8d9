package dev.vellamo.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.state.Entry;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.state.KernelData;
import dev.vellamo.kernel.state.KernelMessage;
import dev.vellamo.kernel.state.KernelObject;
import dev.vellamo.kernel.state.KernelState;
import dev.vellamo.kernel.state.States;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SequencerTest {

    private final List<Runnable> handedOver = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final List<String> applied = new ArrayList<>();
    private final KernelState state = States.ephemeral();
    private final Sequencer sequencer = new Sequencer(state, handedOver::add, broken::add);

    @Test
    void goesOnWithTheNextEntryIfOneCannotBeApplied() {
        var defect = new IllegalStateException("a defect");

        sequencer.submit(entry("bad", method -> {
            throw defect;
        }));
        sequencer.submit(entry("worse", method -> {
            throw new StackOverflowError();
        }));
        sequencer.submit(entry("good", applied::add));

        assertThat(broken).hasSize(2).first().isSameAs(defect);
        assertThat(applied).containsExactly("good");
    }

    @Test
    void appliesWhatIsSubmittedMeanwhileBehindTheEntryThatDidIt() {
        sequencer.submit(entry("outer", method -> {
            sequencer.submit(entry("inner", applied::add));
            applied.add(method);
        }));

        assertThat(applied).containsExactly("outer", "inner");
    }

    @Test
    void keepsNobodyForLongerThanATurn() {
        sequencer.submit(entry("0", method -> countTo(1_000)));

        assertThat(applied).hasSize(Sequencer.TURN);
        while (!handedOver.isEmpty()) {
            handedOver.remove(0).run();
            assertThat(applied.size() % Sequencer.TURN == 0 || applied.size() == 1_000)
                    .isTrue();
        }
        assertThat(applied).hasSize(1_000);
    }

    private void countTo(int end) {
        applied.add("n" + applied.size());
        if (applied.size() < end) {
            sequencer.submit(entry("next", method -> countTo(end)));
        }
    }

    @Test
    void runsWhatIsInterposedBeforeWhatWaits() {
        sequencer.submit(entry("outer", method -> {
            sequencer.submit(entry("inner", applied::add));
            sequencer.interpose(between -> applied.add("interposed"));
            applied.add(method);
        }));

        assertThat(applied).containsExactly("outer", "interposed", "inner");
    }

    @Test
    void appliesNothingWhileItIsFullUntilSomethingIsInterposed() {
        var room = new int[] {2};
        var paced = new Sequencer(state, handedOver::add, broken::add, new Sequencer.Pace() {
            @Override
            public boolean isFull() {
                return applied.size() >= room[0];
            }

            @Override
            public void applied() {}
        });
        for (int i = 0; i < 5; i++) {
            paced.submit(entry("n" + i, applied::add));
        }
        assertThat(applied).containsExactly("n0", "n1");
        assertThat(paced.queued()).isEqualTo(3);

        paced.interpose(more -> room[0] = 10);
        handedOver.remove(0).run();

        assertThat(applied).containsExactly("n0", "n1", "n2", "n3", "n4");
        assertThat(paced.queued()).isZero();
    }

    @Test
    void appliesNothingOnceItIsHalted() {
        sequencer.submit(entry("before", applied::add));
        sequencer.halt();
        sequencer.submit(entry("behind", applied::add));

        assertThat(applied).containsExactly("before");
        assertThat(sequencer.isHalted()).isTrue();
        assertThat(sequencer.queued()).isZero();
    }

    @Test
    void givesOneOrderToWhatManyThreadsSubmit() throws InterruptedException {
        int threads = 8;
        int each = 20_000;
        var elsewhere = Executors.newFixedThreadPool(threads + 1);
        var shared = new Sequencer(state, elsewhere, broken::add);
        var done = new CountDownLatch(threads * each);
        // Not thread-safe on purpose: entries are applied by one thread at a time, and it sees what others did before.
        var order = new ArrayList<String>();
        var target = KernelObject.ofHost(object(method -> {
            order.add(method);
            done.countDown();
        }));

        for (int i = 0; i < threads; i++) {
            var name = "t" + i + ":";
            elsewhere.execute(() -> {
                for (int n = 0; n < each; n++) {
                    shared.submit(send(target, name + n));
                }
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        elsewhere.shutdown();
        assertThat(elsewhere.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broken).isEmpty();
        assertInOrder(order, threads * each);
    }

    private static void assertInOrder(List<String> order, int size) {
        assertThat(order).hasSize(size);
        var next = new HashMap<String, Integer>();
        for (var method : order) {
            var colon = method.indexOf(':');
            var number = Integer.parseInt(method.substring(colon + 1));
            assertThat(number).isEqualTo(next.merge(method.substring(0, colon), 1, Integer::sum) - 1);
        }
    }

    private static Entry entry(String method, Consumer<String> call) {
        return send(KernelObject.ofHost(object(call)), method);
    }

    private static Entry send(KernelObject target, String method) {
        return new Entry.HostSend(target, new KernelMessage(method, KernelData.NULL, null));
    }

    private static HostObject object(Consumer<String> call) {
        return new HostObject() {
            @Override
            public String label() {
                return "a test";
            }

            @Override
            public void call(HostCall made) {
                call.accept(made.message().method());
            }
        };
    }
}
