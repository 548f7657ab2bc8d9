package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** IO channels of subclusters that come back. */
class RestoredChannelsIT extends OnEveryStore {

    private ClusterConfig cluster(String name) {
        return ClusterConfig.builder()
                .name(name)
                .bootstrap("main")
                .vat("main", keeping())
                .io("door", IoConfig.socket(socket(name)))
                .build();
    }

    private Path socket(String name) {
        return directory.resolve(name + ".sock");
    }

    @Test
    @DisplayName("scenario 43: channels of all subclusters listen before any vat gets a message")
    void listenBeforeAnyVatStarts() {
        try (var kernel = starts()) {
            kernel.launch(cluster("a")).join();
            kernel.launch(cluster("b")).join();
        }

        try (var kernel = starts()) {
            assertThat(Eventually.answer(kernel.subcluster("a").vat("main").send("number", "starts")))
                    .isEqualTo(2);
            assertThat(Eventually.answer(kernel.subcluster("b").vat("main").send("number", "starts")))
                    .isEqualTo(2);
            var order = events.stream()
                    .filter(event ->
                            event instanceof KernelEvent.ChannelListening || event instanceof KernelEvent.VatStarted)
                    .map(Object::getClass)
                    .toList();
            assertThat(order.subList(0, 2)).containsOnly(KernelEvent.ChannelListening.class);
        }
    }

    @Test
    @DisplayName("scenario 43: a channel that cannot listen stops nobody, and listens once it can")
    void areTriedAgain() throws IOException {
        try (var kernel = starts()) {
            kernel.launch(cluster("a")).join();
            kernel.launch(cluster("b")).join();
        }
        Files.writeString(socket("a"), "in the way");

        try (var kernel = starts()) {
            assertThat(Eventually.answer(kernel.subcluster("a").vat("main").send("number", "starts")))
                    .isEqualTo(2);
            assertThat(Eventually.answer(kernel.subcluster("b").vat("main").send("number", "starts")))
                    .isEqualTo(2);
            var failed = awaits(KernelEvent.ChannelFailed.class);
            assertThat(failed.hasListened()).isFalse();
            assertThat(failed.reason()).contains(socket("a").toString()).doesNotContain("Exception");
            assertThat(channel(kernel)).isEqualTo(ChannelState.OPENING);

            Files.delete(socket("a"));

            Eventually.holds(() -> "it listens", () -> channel(kernel) == ChannelState.LISTENING);
        }
        assertThat(socket("a")).doesNotExist();
    }

    private static ChannelState channel(Kernel kernel) {
        return kernel.status().subclusters().get(0).channels().get(0).state();
    }
}
