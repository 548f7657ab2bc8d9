package dev.vellamo.store.sqlite.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.kernel.Kernel;
import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelSettings;
import dev.vellamo.kernel.Subcluster;
import dev.vellamo.kernel.store.MemoryDisk;
import dev.vellamo.kernel.store.StoreCheck;
import dev.vellamo.placement.Gate;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.testkit.Eventually;
import dev.vellamo.vat.VatException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that start one kernel after the other on the same disk; each of them runs on every kind of disk. What a kernel
 * leaves is checked whenever it has ended.
 */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.vellamo.store.sqlite.restart.OnEveryStore#kinds")
abstract class OnEveryStore {

    /** The kernel alone knows the disk, so vats that run elsewhere need no more than one. */
    static List<Disk.Kind> kinds() {
        return Placement.current() == Placement.LOCAL ? List.of(Disk.Kind.values()) : List.of(Disk.Kind.SQLITE);
    }

    @Parameter
    Disk.Kind kind = Disk.Kind.MEMORY;

    @TempDir
    Path directory = Path.of("");

    final Gate gate = Gate.shut();
    final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    Disk disk = new Disk.InMemory(new MemoryDisk());
    private @Nullable Kernel running;

    @BeforeEach
    void beginsWithAnEmptyDisk() {
        disk = kind.empty(directory.resolve("home"));
    }

    @AfterEach
    final void letsGoAndCloses() {
        gate.open();
        close();
    }

    final void close() {
        if (running != null) {
            running.close();
            running = null;
            assertThat(StoreCheck.of(disk.content())).isEmpty();
        }
    }

    final Kernel starts() {
        return starts(settings -> settings);
    }

    final Kernel starts(UnaryOperator<KernelSettings.Builder> with) {
        events.clear();
        var settings = KernelSettings.builder()
                .store(disk.open())
                .vatStopTimeout(Placement.allowing(Duration.ofMillis(100)))
                .listener(events::add);
        var kernel =
                Placement.over(Kernel.class, Kernel.start(with.apply(settings).build()));
        running = kernel;
        return kernel;
    }

    /** Goes on with what was on disk in this moment; the kernel that was killed can do no more harm. */
    final Kernel startsAfterACrash() {
        return startsAfterACrash(settings -> settings);
    }

    final Kernel startsAfterACrash(UnaryOperator<KernelSettings.Builder> with) {
        var left = disk.copy();
        close();
        // Only now: what was held in the dead kernel must not go on there.
        gate.open();
        disk = left;
        return starts(with);
    }

    /** Waits until the disk has everything that has happened. */
    static void awaitsDisk(Kernel kernel) {
        Eventually.holds(() -> "all on disk: " + kernel.status().store(), () -> {
            var store = kernel.status().store().orElseThrow();
            return store.onDisk() == store.applied() && store.unwrittenRows() == 0;
        });
    }

    /** The first of its kind. */
    final <E extends KernelEvent> E awaits(Class<E> event) {
        Eventually.holds(
                () -> event.getSimpleName() + " in " + events,
                () -> events.stream().anyMatch(event::isInstance));
        return events.stream()
                .filter(event::isInstance)
                .map(event::cast)
                .findFirst()
                .orElseThrow();
    }

    /** A subcluster of two vats that keep things. */
    static ClusterConfig.Builder shop() {
        return ClusterConfig.builder()
                .name("shop")
                .bootstrap("alice")
                .vat("alice", keeping())
                .vat("bob", keeping());
    }

    static VatConfig.Builder keeping() {
        return VatConfig.ofClass(KeepingVat.class);
    }

    static @Nullable Object asks(Subcluster of, String vat, String method, Object... arguments) {
        return Eventually.answer(of.vat(vat).send(method, arguments));
    }

    static void assertRejected(ErrorCode code, CompletionStage<?> stage) {
        assertThat(Eventually.rejection(VatException.class, stage).code()).isEqualTo(code.name());
    }
}
