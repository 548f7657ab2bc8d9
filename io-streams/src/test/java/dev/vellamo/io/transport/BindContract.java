package dev.vellamo.io.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for socket files. */
interface BindContract extends TransportFixture {

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw----"})
    default void theFileHasItsModeFromTheMomentItExists(String mode) throws Exception {
        var options = new BindOptions(PosixFilePermissions.fromString(mode), 10);
        var stop = new AtomicBoolean();
        var sightings = new LongAdder();
        var seen = CompletableFuture.supplyAsync(() -> modesSeen(socket(), sightings, stop));
        for (var round = 0; round < 100; round++) {
            var before = sightings.sum();
            var listener = transport().listen(socket(), options);
            Eventually.holds(() -> "the file is seen", () -> sightings.sum() > before);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .isEqualTo(mode);
            result(listener.unbind());
        }
        stop.set(true);

        assertThat(result(seen)).containsExactly(mode);
    }

    @Test
    default void aLiveSocketIsLeftAlone() throws Exception {
        echo();

        var failure = bindFailure(socket());

        assertThat(failure.code()).isEqualTo(Code.ADDRESS_IN_USE);
        assertThat(failure).hasMessageContaining(socket().toString()).hasMessageContaining("listens");
        assertThat(exchange(socket(), "alive")).isEqualTo("alive");
    }

    @Test
    default void aStaleSocketIsReplaced() throws Exception {
        StaleSocket.at(socket());

        echo();

        assertThat(exchange(socket(), "mine now")).isEqualTo("mine now");
        assertThat(namesIn(directory())).containsExactly("s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a regular file", "a directory", "a symbolic link", "a named pipe"})
    default void whatIsNoSocketIsLeftAlone(String kind) throws Exception {
        switch (kind) {
            case "a regular file" -> Files.writeString(socket(), "precious");
            case "a directory" -> Files.createDirectory(socket());
            case "a symbolic link" ->
                Files.createSymbolicLink(socket(), directory().resolve("elsewhere"));
            default -> new ProcessBuilder("mkfifo", socket().toString()).start().waitFor();
        }
        var before = identity(socket());

        var failure = bindFailure(socket());

        assertThat(failure.code()).isEqualTo(Code.NOT_A_SOCKET);
        assertThat(failure).hasMessageContaining(kind).hasMessageContaining(socket().toString());
        assertThat(identity(socket())).isEqualTo(before);
        assertThat(namesIn(directory())).containsExactly("s");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void ofManyThatRaceForAPathExactlyOneWins(boolean stale) throws Exception {
        for (var round = 0; round < 30; round++) {
            var path = directory().resolve("race" + round);
            if (stale) {
                StaleSocket.at(path);
            }
            var start = new CountDownLatch(1);
            var rivals = IntStream.range(0, 4)
                    .mapToObj(ignored -> CompletableFuture.supplyAsync(() -> bindsAfter(start, path)))
                    .toList();
            start.countDown();
            var wins = 0;
            for (var rival : rivals) {
                wins += result(rival) ? 1 : 0;
            }

            assertThat(wins).isEqualTo(1);
            RawClient.connect(path).close();
        }
        assertThat(namesIn(directory())).allMatch(name -> name.startsWith("race"));
    }

    @Test
    default void theLongestPathIsServed() throws Exception {
        var path = pathOf(SocketPath.MAX_BYTES);
        listen(path, this::echo);

        assertThat(exchange(path, "far")).isEqualTo("far");
    }

    @Test
    default void aShortNameInALongDirectoryIsServed() throws Exception {
        var path = pathOf(SocketPath.MAX_BYTES - 2).resolve("s");
        Files.createDirectory(requireNonNull(path.getParent()));
        listen(path, this::echo);

        assertThat(exchange(path, "far")).isEqualTo("far");
        assertThat(namesIn(requireNonNull(path.getParent()))).containsExactly("s");
    }

    @Test
    default void aTooLongPathIsRefusedWithTheLimit() throws Exception {
        var path = pathOf(SocketPath.MAX_BYTES + 1);

        var failure = bindFailure(path);

        assertThat(failure.code()).isEqualTo(Code.PATH_TOO_LONG);
        assertThat(failure)
                .hasMessageContaining("107 bytes")
                .hasMessageContaining("108")
                .hasMessageContaining(path.toString());
    }

    @Test
    default void aMissingDirectoryIsNamed() throws Exception {
        var failure = bindFailure(directory().resolve("none/s"));

        assertThat(failure.code()).isEqualTo(Code.NO_DIRECTORY);
        assertThat(failure).hasMessageContaining(directory().resolve("none").toString());
    }

    @Test
    default void nestsOfDeadProcessesAreSweptAndOthersStay() throws Exception {
        var old = FileTime.from(Instant.now().minusSeconds(3600));
        var abandoned = nest(".vaaaa", old);
        StaleSocket.at(abandoned.resolve("s"));
        Files.setLastModifiedTime(abandoned, old);
        nest(".vbbbb", FileTime.from(Instant.now()));
        var withMore = nest(".vcccc", old);
        Files.writeString(withMore.resolve("note"), "precious");
        Files.setLastModifiedTime(withMore, old);
        Files.createDirectory(directory().resolve(".vim_"));

        echo();

        assertThat(namesIn(directory())).containsExactly(".vbbbb", ".vcccc", ".vim_", "s");
        Files.delete(withMore.resolve("note"));
        for (var name : Set.of(".vbbbb", ".vcccc", ".vim_")) {
            Files.delete(directory().resolve(name));
        }
    }

    private Path nest(String name, FileTime modified) throws IOException {
        var nest = Files.createDirectory(
                directory().resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.setLastModifiedTime(nest, modified);
    }

    private boolean bindsAfter(CountDownLatch start, Path path) {
        try {
            start.await();
            transport().listen(path, BindOptions.PRIVATE);
            return true;
        } catch (TransportException lost) {
            assertThat(lost.code()).isEqualTo(Code.ADDRESS_IN_USE);
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private TransportException bindFailure(Path path) throws Exception {
        return failure(
                transport().bind(path, BindOptions.PRIVATE).to(Sink.ignore()).run(system()));
    }

    private Path pathOf(int bytes) {
        var start = directory() + "/";
        return Path.of(start + "x".repeat(bytes - start.length()));
    }

    private static Set<String> modesSeen(Path path, LongAdder sightings, AtomicBoolean stop) {
        var seen = new ConcurrentSkipListSet<String>();
        while (!stop.get()) {
            try {
                seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
                sightings.increment();
            } catch (NoSuchFileException betweenTwoRounds) {
                Thread.onSpinWait();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        }
        return seen;
    }

    private static Object identity(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static Set<String> namesIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            var names = new ConcurrentSkipListSet<String>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }
}
