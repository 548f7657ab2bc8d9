package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.Passable;
import dev.vellamo.protocol.crank.StreamLimits;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Two real engines and the kernel state, in any interleaving: streams lose nothing, mix up nothing, and end. */
class StreamModelProperties {

    private static final int MAX_STREAMS = 4;
    private static final List<Integer> SIZES = List.of(0, 100, 50_000, 300_000, StreamLimits.MAX_MESSAGE_BYTES - 4);
    private static final long MOST_ON_ITS_WAY =
            StreamLimits.WINDOW_BYTES + StreamLimits.MAX_MESSAGE_BYTES + StreamLimits.MESSAGE_OVERHEAD_BYTES;

    /** One run. */
    private static final class Run implements AutoCloseable {
        private final KernelState state = States.ephemeral();
        private final Choices choices;
        private final StreamModelEngine alice = new StreamModelEngine(state, "v1");
        private final StreamModelEngine bob = new StreamModelEngine(state, "v2");
        private int opened;

        Run(long seed, int steps, boolean withEnds) {
            choices = new Choices(seed);
            for (int i = 0; i < steps; i++) {
                step(withEnds);
                if (!withEnds) {
                    requireBoundedWays();
                }
            }
        }

        /** What is dropped at an end, or lost with a heap, is sent and never received, so nothing may have ended. */
        private void requireBoundedWays() {
            assertThat(alice.sent() - bob.received()).isLessThanOrEqualTo(opened * MOST_ON_ITS_WAY);
            assertThat(bob.sent() - alice.received()).isLessThanOrEqualTo(opened * MOST_ON_ITS_WAY);
        }

        private void step(boolean withEnds) {
            boolean isAlice = choices.below(2) == 0;
            var vat = isAlice ? alice : bob;
            if (vat.hasWork() && choices.below(4) != 0) {
                vat.runs();
            } else if (withEnds && choices.below(10) == 0) {
                ends(vat);
            } else {
                acts(vat, isAlice ? bob : alice);
            }
        }

        private void acts(StreamModelEngine vat, StreamModelEngine other) {
            int talk = choices.below(MAX_STREAMS);
            switch (choices.below(3)) {
                case 0 -> {
                    if (opened < MAX_STREAMS) {
                        opened++;
                        tell(vat, "open", other.record().root());
                    }
                }
                case 1 -> tell(vat, "write", talk, choices.of(SIZES), 1 + choices.below(5));
                default -> tell(vat, "read", talk, choices.below(2) == 0);
            }
        }

        private void ends(StreamModelEngine vat) {
            int talk = choices.below(MAX_STREAMS);
            switch (choices.below(8)) {
                case 0 -> vat.restarts();
                case 1, 2 -> tell(vat, "fail", talk);
                case 3, 4 -> tell(vat, "cancel", talk);
                default -> tell(vat, "close", talk);
            }
        }

        private void tell(StreamModelEngine vat, String method, Object... arguments) {
            var data = KernelData.of(new Passable.ImmutableItems(List.of(arguments)));
            state.apply(new Entry.HostSend(vat.record().root(), new KernelMessage(method, data, null)));
        }

        private void tell(StreamModelEngine vat, String method, KernelRef argument) {
            state.apply(new Entry.HostSend(
                    vat.record().root(), new KernelMessage(method, Simulation.list(argument), null)));
        }

        /** Everybody reads all there is and closes. */
        void finish() {
            runAll();
            for (int talk = 0; talk < MAX_STREAMS; talk++) {
                for (var vat : List.of(alice, bob)) {
                    tell(vat, "read", talk, false);
                    tell(vat, "close", talk);
                }
            }
            runAll();
        }

        private void runAll() {
            while (alice.hasWork() || bob.hasWork()) {
                var vat = alice.hasWork() && (!bob.hasWork() || choices.below(2) == 0) ? alice : bob;
                vat.runs();
            }
        }

        /** Of the heaps that there are. */
        List<StreamModelVat.Talk> talks() {
            return Stream.of(alice, bob)
                    .map(vat -> vat.roots().get(vat.roots().size() - 1))
                    .flatMap(root -> root.talks().stream())
                    .toList();
        }

        /** Of the heaps that were lost as well. */
        Stream<StreamModelVat.Talk> allTalks() {
            return Stream.of(alice, bob).flatMap(vat -> vat.roots().stream()).flatMap(root -> root.talks().stream());
        }

        int left() {
            return alice.record().streams().size() + bob.record().streams().size();
        }

        @Override
        public void close() {
            alice.close();
            bob.close();
        }
    }

    @Property(tries = 150)
    void everythingThatIsSentIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        try (var run = new Run(seed, steps, false)) {
            run.finish();

            assertThat(run.allTalks()).noneMatch(StreamModelVat.Talk::isMixedUp);
            assertThat(run.talks()).hasSize(2 * run.opened).allMatch(StreamModelVat.Talk::hasReadAll);
            assertThat(run.talks().stream().mapToInt(StreamModelVat.Talk::sent).sum())
                    .isEqualTo(run.talks().stream()
                            .mapToInt(StreamModelVat.Talk::read)
                            .sum());
            assertThat(run.left()).isZero();
        }
    }

    @Property(tries = 150)
    void bothEndsEndHoweverTheyDo(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        try (var run = new Run(seed, steps, true)) {
            run.finish();

            assertThat(run.allTalks()).noneMatch(StreamModelVat.Talk::isMixedUp);
            assertThat(run.talks()).allMatch(StreamModelVat.Talk::hasEnded);
            assertThat(run.left()).isZero();
        }
    }
}
