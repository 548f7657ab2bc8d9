package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.KernelStatus.ChannelState;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IO channels of subclusters that come back. */
class RestoredChannelsIT {

    @TempDir
    private Path directory;

    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private final MemoryDisk disk = new MemoryDisk();

    private Kernel starts() {
        events.clear();
        return Kernel.start(KernelSettings.builder()
                .store(disk.open())
                .listener(events::add)
                .build());
    }

    private ClusterConfig cluster(String name) {
        return ClusterConfig.builder()
                .name(name)
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(KeepingVat.class))
                .io("door", IoConfig.socket(socket(name)))
                .build();
    }

    private Path socket(String name) {
        return directory.resolve(name + ".sock");
    }

    private boolean awaits(Class<? extends KernelEvent> event) {
        return Baseline.eventually(() -> events.stream().anyMatch(event::isInstance));
    }

    @Test
    @DisplayName("scenario 43: channels of all subclusters listen before any vat gets a message")
    void listenBeforeAnyVatStarts() {
        try (var kernel = starts()) {
            kernel.launch(cluster("a")).join();
            kernel.launch(cluster("b")).join();
        }

        try (var kernel = starts()) {
            assertThat(Answers.of(kernel.subcluster("a").vat("main").send("starts")))
                    .isEqualTo(2);
            assertThat(Answers.of(kernel.subcluster("b").vat("main").send("starts")))
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
            assertThat(Answers.of(kernel.subcluster("a").vat("main").send("starts")))
                    .isEqualTo(2);
            assertThat(Answers.of(kernel.subcluster("b").vat("main").send("starts")))
                    .isEqualTo(2);
            assertThat(awaits(KernelEvent.ChannelFailed.class)).isTrue();
            assertThat(channel(kernel)).isEqualTo(ChannelState.OPENING);

            Files.delete(socket("a"));

            assertThat(Baseline.eventually(() -> channel(kernel) == ChannelState.LISTENING))
                    .isTrue();
        }
        assertThat(socket("a")).doesNotExist();
    }

    private static ChannelState channel(Kernel kernel) {
        return kernel.status().subclusters().get(0).channels().get(0).state();
    }
}
