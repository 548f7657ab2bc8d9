package dev.vellamo.testkit;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelStatus.SubclusterStatus;
import dev.vellamo.kernel.KernelStatus.VatStatus;
import dev.vellamo.kernel.Subcluster;
import java.util.List;

/**
 * Whether the vats of a kernel have nothing to do.
 *
 * <p>A question to a vat is answered after everything before it, and what its vat sent is on its way by then. So once every
 * vat has answered and none has anything queued, twice in a row, no message is between them.
 */
final class Quiescence {

    private static final int ROUNDS = 2;

    /** Before a pause: a vat counts as busy for microseconds after its answer. */
    private static final int MAX_ROUNDS = 100;

    /** No Java method has such a name: every vat answers at once that it does not know it. */
    private static final String QUESTION = "anything left?";

    private final Kernel kernel;
    private final List<Subcluster> asked;

    Quiescence(Kernel kernel, List<Subcluster> asked) {
        this.kernel = kernel;
        this.asked = List.copyOf(asked);
    }

    /** Whether it is so now or within some rounds. */
    boolean isReached() {
        int quietRounds = 0;
        for (int round = 0; round < MAX_ROUNDS && quietRounds < ROUNDS; round++) {
            askAll();
            quietRounds = busy().isEmpty() ? quietRounds + 1 : 0;
        }
        return quietRounds == ROUNDS;
    }

    private void askAll() {
        for (var subcluster : asked) {
            for (var vat : subcluster.vats().values()) {
                Eventually.answer(vat.send(QUESTION).handle((answer, refusal) -> true));
            }
        }
    }

    String describe() {
        return "the vats have nothing to do; busy are " + busy();
    }

    private List<String> busy() {
        return kernel.status().subclusters().stream()
                .map(SubclusterStatus::vats)
                .flatMap(List::stream)
                .filter(vat -> vat.queued() > 0)
                .map(VatStatus::name)
                .toList();
    }
}
