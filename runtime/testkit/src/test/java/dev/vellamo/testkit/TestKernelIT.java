package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.kernel.KernelEvent;
import dev.vellamo.kernel.KernelException;
import dev.vellamo.placement.LocalOnly;
import dev.vellamo.placement.Placement;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Kernels for tests, with sockets in memory and of the operating system. */
class TestKernelIT {

    static final String VIRTUAL = "Time is virtual in the JVM of the test and nowhere else.";

    /** Answers each line with that line in capitals. */
    public static final class Shouting implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root();
        }

        public static final class Root implements Remotable {
            public void bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
                answer(Objects.requireNonNull(services.get("lines")).as(IoChannel.class));
            }

            private void answer(IoChannel lines) {
                lines.receive().thenAccept(received -> {
                    received.lines().forEach(line -> received.session().write(line.toUpperCase(Locale.ROOT)));
                    if (received.ended()) {
                        received.session().close();
                    }
                    answer(lines);
                });
            }
        }
    }

    private static ClusterConfig shouting(Path socket) {
        return ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Shouting.class))
                .io("lines", IoConfig.socket(socket).clients(IoConfig.Clients.MANY))
                .build();
    }

    @Test
    void aKernelThatDoesNotStartLeavesNothing() {
        var failing = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass("no.such.Vat"))
                .build();
        var builder = TestKernel.builder()
                .inRealTime()
                .settings(settings -> settings.systemSubcluster("s", Placement.placed(failing)));
        var before = Baseline.take();

        assertThatThrownBy(builder::start).hasMessageContaining("no.such.Vat");

        before.assertBack();
    }

    @Test
    @LocalOnly(VIRTUAL)
    void aFailedLaunchIsThrownAsToEmbedders() {
        try (var kernel = TestKernel.start()) {
            var config = ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", VatConfig.ofClass("no.such.Vat"))
                    .build();

            assertThatThrownBy(() -> kernel.launch(config))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("no.such.Vat");
        }
    }

    @Test
    @LocalOnly(VIRTUAL)
    void clientsInMemoryReachAChannel() {
        try (var kernel = TestKernel.start()) {
            kernel.launch(shouting(kernel.directory().resolve("x.sock")));

            try (var client = kernel.client("x.sock")) {
                assertThat(client.send("hello\n").closeSending().receiveToEnd()).isEqualTo("HELLO\n");
            }
            assertThat(kernel.directory()).isEmptyDirectory();
        }
    }

    @Test
    @LocalOnly(VIRTUAL)
    void timeoutsOfAChannelAreVirtual() {
        try (var kernel = TestKernel.start()) {
            var socket = kernel.directory().resolve("x.sock");
            kernel.launch(ClusterConfig.builder()
                    .bootstrap("main")
                    .vat("main", VatConfig.ofClass(Reminder.class))
                    .io("lines", IoConfig.socket(socket))
                    .build());
            try (var first = kernel.client("x.sock");
                    var second = kernel.client("x.sock")) {
                assertThat(second.isRefused()).isFalse();
                Eventually.holds(() -> "the second is refused once it was seen and time passed", () -> {
                    kernel.timePasses(Duration.ofSeconds(1));
                    return second.isRefused();
                });
                assertThat(first.isRefused()).isFalse();
            }
        }
    }

    @Test
    void foreignClientsReachAUnixSocketAndNothingIsLeft() {
        ForeignProgram.require("socat");
        var before = Baseline.take();
        try (var kernel = TestKernel.builder().inRealTime().withUnixSockets().start()) {
            var socket = kernel.directory().resolve("x.sock");
            kernel.launch(Placement.placed(shouting(socket)));
            assertThat(before.added())
                    .anyMatch(held -> held.startsWith("thread test-kernel-"))
                    .anyMatch(held -> held.contains("socket:"));

            try (var client = ForeignProgram.start("socat", "-", "UNIX-CONNECT:" + socket)) {
                assertThat(client.type("hello\n").readLine()).isEqualTo("HELLO");
            }
            assertThatThrownBy(() -> kernel.client("x.sock")).hasMessageContaining("not in memory");
        }
        before.assertBack();
    }

    @Test
    void itsDirectoryIsGoneAfterwards() {
        Path directory;
        try (var kernel = TestKernel.start()) {
            directory = kernel.directory();
            assertThat(directory).isEmptyDirectory();
        }
        assertThat(Files.exists(directory)).isFalse();
    }

    @Test
    @LocalOnly(VIRTUAL)
    void showsEventsAndTakesSettings() {
        try (var kernel = TestKernel.builder()
                .settings(settings -> settings.service("clock", new Object()))
                .start()) {
            kernel.launch(Reminder.class);

            assertThat(kernel.kernel().services().names()).containsExactly("clock", "kernel");
            assertThat(kernel.events()).hasAtLeastOneElementOfType(KernelEvent.Launched.class);
        }
    }
}
