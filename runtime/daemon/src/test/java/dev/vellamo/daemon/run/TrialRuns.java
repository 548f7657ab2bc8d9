package dev.vellamo.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.daemon.run.Trial.Deed;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a cluster of {@link Trial} vats, each in a process and a directory of its own. */
abstract class TrialRuns {

    @TempDir
    private Path directory = Path.of("");

    private final List<RunProcess> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(RunProcess::close);
    }

    RunProcess run(String... arguments) throws IOException {
        var run = RunProcess.start(directory, arguments);
        started.add(run);
        return run;
    }

    /** One whose input is not ended yet. */
    RunProcess runTyping(String... arguments) throws IOException {
        var run = RunProcess.startTyping(directory, arguments);
        started.add(run);
        return run;
    }

    void config(String json) throws IOException {
        Files.writeString(directory.resolve("cluster.json"), json);
    }

    /** One vat for each deed, and a socket. */
    void vats(Deed... deeds) throws IOException {
        var vats = new ArrayList<String>();
        for (var deed : deeds) {
            vats.add("\"vat%d\": { \"class\": \"%s\", \"parameters\": { \"does\": \"%s\" } }"
                    .formatted(vats.size() + 1, Trial.class.getName(), deed));
        }
        config("""
                { "name": "trial", "bootstrap": "vat1", "vats": { %s },
                  "io": { "door": { "type": "socket", "path": "door.sock" } } }
                """.formatted(String.join(", ", vats)));
    }

    Path socket() {
        return directory.resolve("door.sock");
    }

    /** Ends the vats that are to end. */
    void knock(RunProcess run) throws Exception {
        run.awaitOut("launched");
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(socket()));
            client.write(ByteBuffer.wrap(new byte[] {'\n'}));
            assertThat(client.read(ByteBuffer.allocate(1))).isNegative();
        }
    }

    List<String> filesLeft() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("cluster.json") && !name.startsWith("tmp"))
                    .toList();
        }
    }

    void assertNothingIsLeft(RunProcess run) throws IOException {
        assertThat(filesLeft()).isEmpty();
        assertThat(run.temporaryFiles()).isEmpty();
    }

    static List<JsonNode> events(RunProcess run) throws Exception {
        var events = new ArrayList<JsonNode>();
        var json = new ObjectMapper();
        for (var line : run.out()) {
            var event = json.readTree(line);
            assertThat(event.get("event").isTextual()).isTrue();
            assertThat(Instant.parse(event.get("time").asText())).isNotNull();
            events.add(event);
        }
        return events;
    }
}
