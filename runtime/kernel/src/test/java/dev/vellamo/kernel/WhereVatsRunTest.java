package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import org.junit.jupiter.api.Test;

/** The tests of this package run twice, and both times their vats are where they are said to be. */
class WhereVatsRunTest {

    @Test
    void isWhereThePlacementSays() {
        var here = ProcessHandle.current().pid();
        try (var kernel = Kernels.start()) {
            var subcluster = kernel.launch(ClusterConfig.builder()
                            .bootstrap("a")
                            .vat("a", VatConfig.ofClass(Vats.Worker.class))
                            .vat("b", VatConfig.ofClass(Vats.Worker.class))
                            .build())
                    .join();

            var a = Answers.of(subcluster.vat("a").send("process").as(Long.class));
            var b = Answers.of(subcluster.vat("b").send("process").as(Long.class));

            assertThat(a == here).isEqualTo(Placement.current() == Placement.LOCAL);
            assertThat(b).isEqualTo(a);
        }
    }
}
