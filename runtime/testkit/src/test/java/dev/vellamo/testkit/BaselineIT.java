package dev.vellamo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check for leaks sees each kind of thing come and go. */
class BaselineIT {

    @TempDir
    private Path directory;

    @Test
    void seesAThread() throws Exception {
        var before = Baseline.take();
        var end = new CountDownLatch(1);
        var thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "a-thread");
        thread.start();

        assertThat(before.added()).singleElement().asString().startsWith("thread a-thread");

        end.countDown();
        before.assertBack();
    }

    @Test
    void seesADescriptorAndASocketFile() throws Exception {
        var before = Baseline.take(directory);
        var path = directory.resolve("x.sock");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));

            assertThat(before.added())
                    .anyMatch(held -> held.startsWith("descriptor ") && held.contains("socket:"))
                    .contains("socket file " + path);
        }
        assertThat(before.added()).containsExactly("socket file " + path);
        Files.delete(path);
        before.assertBack();
    }

    @Test
    void seesAChildProcess() {
        var before = Baseline.take();
        try (var child = ForeignProgram.start("sleep", "1000")) {
            assertThat(before.added()).anyMatch(held -> held.startsWith("process " + child.pid() + " "));
        }
        before.assertBack();
    }

    @Test
    void ignoresRegularFilesInItsDirectories() throws Exception {
        var before = Baseline.take(directory);
        Files.writeString(directory.resolve("file"), "text");

        before.assertBack();
    }
}
