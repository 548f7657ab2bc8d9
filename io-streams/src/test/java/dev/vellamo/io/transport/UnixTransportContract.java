package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What every Unix transport does. After each test nothing of its transport is left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class UnixTransportContract
        implements ConnectContract,
                ConnectionContract,
                BindContract,
                UnbindContract,
                CrowdContract,
                ForeignClientContract {

    private final ActorTestKit actors = ActorTestKit.create();
    private Path directory = Path.of("");
    private UnixTransport transport;
    private Residue before = new Residue(0, 0);

    UnixTransportContract() {
        transport = open("unused");
        transport.close();
    }

    abstract UnixTransport open(String name);

    @Override
    public UnixTransport transport() {
        return transport;
    }

    @Override
    public ActorSystem<?> system() {
        return actors.system();
    }

    @Override
    public Path directory() {
        return directory;
    }

    @BeforeAll
    void warmUp() throws Exception {
        openTransport();
        echo();
        exchange(socket(), "warm");
        closeTransport();
    }

    @BeforeEach
    void openTransport() throws IOException {
        before = Residue.now();
        directory = Files.createTempDirectory("t");
        transport = open("test");
    }

    @AfterEach
    void closeTransport() throws IOException {
        transport.close();
        Eventually.holds(
                () -> "from " + before + " to " + Residue.now(),
                () -> Residue.now().equals(before));
        assertThat(hiddenFiles()).isEmpty();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @AfterAll
    void stopActors() {
        actors.shutdownTestKit();
    }

    @Test
    void closingReleasesThreadDescriptorsAndSocketFile() throws Exception {
        echo();
        var clients = List.of(RawClient.connect(socket()), RawClient.connect(socket()));
        for (var client : clients) {
            assertThat(client.send("x").receive(1)).isEqualTo("x");
        }
        var during = Residue.now();
        assertThat(during.threads()).isEqualTo(before.threads() + 1);
        assertThat(during.descriptors()).isGreaterThan(before.descriptors() + 4);

        transport.close();

        assertThat(Residue.now().threads()).isEqualTo(before.threads());
        assertThat(socket()).doesNotExist();
        for (var client : clients) {
            assertThat(client.isAtEnd()).isTrue();
            client.close();
        }
    }

    private List<Path> hiddenFiles() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
