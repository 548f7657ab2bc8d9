package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.confinement.FileAccess;
import dev.vellamo.vm.confinement.FileGrant;
import dev.vellamo.vm.confinement.Protection;
import dev.vellamo.vm.process.GuestSpec.Rights;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a guest can do although nobody granted it, as the README says: whoever relies on its limits has to know them. */
@Timeout(60)
class NotConfinedIT {

    @TempDir
    Path directory;

    private Path data;
    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
        file = Files.writeString(data.resolve("file"), "five\n");
    }

    private GuestRun run(Rights rights, String script) throws Exception {
        Requirement.program(Requirement.PYTHON);
        var spec = GuestSpec.of("python", List.of(Requirement.PYTHON, "-c", script))
                .withRights(rights);
        var run = GuestRun.of(spec, directory.resolve("run"));
        Requirement.inForce(run.guest(), Set.of(Protection.FILES, Protection.SYSTEM_CALLS));
        assertThat(run.printed()).isEmpty();
        return run;
    }

    private Rights granted(FileAccess access) {
        return new Rights(List.of(new FileGrant(data, access)), false);
    }

    @Test
    void seesSizeAndTimesOfAFileWhoseNameItKnowsButNoNames() throws Exception {
        var run = run(Rights.NONE, """
                import os
                print(os.stat('%s').st_size, os.path.exists('%s'))
                try:
                    os.listdir('%s')
                except PermissionError:
                    print('no names')
                """.formatted(file, file + "2", data));

        assertThat(run.said()).containsExactly("5 False", "no names");
    }

    @Test
    void setsTheTimesOfAFileThatItMayOnlyRead() throws Exception {
        run(granted(FileAccess.READ), "import os\nos.utime(os.open('%s', os.O_RDONLY), (1, 1))".formatted(file));

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1_000));
    }

    @Test
    void reachesThisMachineThroughTheNetwork() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = run(new Rights(List.of(), true), """
                    import socket
                    socket.create_connection(('%s', %d))
                    socket.create_server(('', 0))
                    print('connected and listening')
                    """.formatted(
                            server.getInetAddress().getHostAddress(), server.getLocalPort()));

            assertThat(run.said()).containsExactly("connected and listening");
        }
    }

    @Test
    void fillsWhatItMayWriteTo() throws Exception {
        run(granted(FileAccess.WRITE), "open('%s', 'wb').write(bytes(64 << 20))".formatted(file));

        assertThat(file).hasSize(64 << 20);
    }

    @Test
    void keepsAProcessorBusy() throws Exception {
        var run = run(Rights.NONE, """
                import time
                while time.process_time() < 0.5:
                    pass
                print('busy')
                """);

        assertThat(run.said()).containsExactly("busy");
    }
}
