package dev.vellamo.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Vats that keep to the rules and otherwise do what they like. */
class KernelStateProperties {

    private static final int VATS = 4;

    /** One run: its vats, what the host waits for, and all that was delivered. */
    private static final class Run {
        private final List<String> log = new ArrayList<>();
        private final KernelState state = States.ephemeral((method, fault) -> log.add("unheard " + method));
        private final Choices choices;
        private final List<ModelVat> vats = new ArrayList<>();
        private final List<List<KernelSettlement>> heard = new ArrayList<>();
        private long calls;

        Run(long seed, int steps, boolean withEnds) {
            choices = new Choices(seed);
            for (int i = 0; i < VATS; i++) {
                vats.add(new ModelVat(state, i, choices, log));
                vats.get(i).start();
            }
            for (int i = 0; i < steps; i++) {
                step(withEnds && choices.below(40) == 0);
            }
            settleEverything();
        }

        private void step(boolean ends) {
            var vat = choices.of(vats);
            if (ends) {
                state.apply(new Entry.EndVat(vat.record(), Fault.of(ErrorCode.VAT_FAILED, "by chance")));
            } else if (vat.hasWork() && choices.below(4) != 0) {
                vat.run(false);
            } else {
                call(vat);
            }
        }

        private void call(ModelVat vat) {
            var result = new KernelPromise();
            var settlements = new ArrayList<KernelSettlement>();
            heard.add(settlements);
            var arguments = Simulation.list(choices.of(vats).record().root(), result);
            calls++;
            var message = new KernelMessage("host." + vat.record().id() + ":" + calls, arguments, result);
            state.apply(new Entry.HostWatch(result, (settlement, lease) -> settlements.add(settlement)));
            state.apply(new Entry.HostSend(vat.record().root(), message));
        }

        /** Each vat runs what waits, and once more for the promises that nobody asked it about again. */
        private void settleEverything() {
            for (int round = 0; round < 3; round++) {
                for (var vat : vats) {
                    state.apply(new Entry.Wake(vat.record()));
                }
                while (vats.stream().anyMatch(ModelVat::hasWork)) {
                    vats.stream().filter(ModelVat::hasWork).forEach(vat -> vat.run(true));
                }
            }
        }
    }

    @Property(tries = 400)
    void noHonestVatIsACulprit(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps) {
        assertThat(new Run(seed, steps, false).vats)
                .allSatisfy(vat -> assertThat(vat.ended()).isNull());
    }

    @Property(tries = 400)
    void everyPromiseThatSomebodyWaitsForEndsOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps, @ForAll boolean withEnds) {
        var run = new Run(seed, steps, withEnds);

        assertThat(run.heard).allSatisfy(settlements -> assertThat(settlements).hasSize(1));
        assertThat(run.vats).filteredOn(vat -> vat.ended() == null).allSatisfy(vat -> {
            assertThat(vat.awaited()).isEmpty();
            assertThat(vat.record().tableSize()).isZero();
        });
    }

    @Property(tries = 100)
    void theSameEntriesGiveTheSameDeliveries(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps, @ForAll boolean withEnds) {
        assertThat(new Run(seed, steps, withEnds).log).isEqualTo(new Run(seed, steps, withEnds).log);
    }
}
