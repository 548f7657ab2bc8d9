package dev.vellamo.io.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.TransportException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real files as connections. */
@Timeout(60)
class FileConnectionsIT {
    private static final long PATIENCE_S = 20;

    private static ActorTestKit actors;

    @TempDir
    private Path directory;

    private Path path;

    @BeforeAll
    static void startActors() {
        actors = ActorTestKit.create();
    }

    @AfterAll
    static void stopActors() {
        actors.shutdownTestKit();
    }

    @BeforeEach
    void choosePath() {
        path = directory.resolve("f");
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static Code codeOf(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("expected a failure, got " + result(stage));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TransportException expected) {
                return expected.code();
            }
            throw failure;
        }
    }

    private static Pair<CompletionStage<ServerBinding>, CompletionStage<IncomingConnection>> run(
            Source<IncomingConnection, CompletionStage<ServerBinding>> source) {
        var first = new CompletableFuture<IncomingConnection>();
        var binding = source.to(Sink.foreach(first::complete)).run(actors.system());
        return Pair.create(binding, first);
    }

    private static long openDescriptorsOf(Path file) throws Exception {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).toString().startsWith(file.toString());
                        } catch (IOException gone) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Nested
    class Following {

        private final BlockingQueue<String> read = new LinkedBlockingQueue<>();

        private CompletionStage<Done> follow() throws Exception {
            var running = run(FileConnections.following(path));
            var end = Source.<ByteString>empty()
                    .via(result(running.second()).flow())
                    .toMat(Sink.foreach(bytes -> read.add(bytes.utf8String())), Keep.right())
                    .run(actors.system());
            assertThat(result(running.first()).localAddress()).isEqualTo(path.toString());
            return end;
        }

        private void append(String text) throws Exception {
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        private void assertReads(String expected) throws Exception {
            var text = new StringBuilder();
            while (text.length() < expected.length()) {
                var next = read.poll(PATIENCE_S, TimeUnit.SECONDS);
                assertThat(next).as("after " + text).isNotNull();
                text.append(next);
            }
            assertThat(text).hasToString(expected);
        }

        @Test
        void needsAFile() throws Exception {
            assertThat(codeOf(run(FileConnections.following(path)).first())).isEqualTo(Code.NO_SUCH_FILE);
            assertThat(codeOf(run(FileConnections.following(directory)).first()))
                    .isEqualTo(Code.NOT_A_FILE);
            assertThat(codeOf(
                            run(FileConnections.following(Path.of("/dev/zero"))).first()))
                    .isEqualTo(Code.NOT_A_FILE);
        }

        @Test
        void closesAFileThatNobodyUses() throws Exception {
            append("a");
            var first = FileConnections.following(path)
                    .toMat(Sink.head(), Keep.both())
                    .run(actors.system());
            var connection = result(first.second());

            assertThat(codeOf(first.first())).isEqualTo(Code.CLOSED);
            Eventually.holds(() -> "the file is open", () -> descriptors() == 0);
            assertThatThrownBy(() -> result(
                            Source.<ByteString>empty().via(connection.flow()).runWith(Sink.ignore(), actors.system())))
                    .hasMessageContaining("was closed before it was used");
        }

        private long descriptors() {
            try {
                return openDescriptorsOf(path);
            } catch (Exception unreadable) {
                throw new AssertionError(unreadable);
            }
        }

        @Test
        void readsWhatIsThereAndWhatIsAppended() throws Exception {
            append("one");
            follow();
            assertReads("one");
            append("two");
            assertReads("two");
            append("x".repeat(300_000));
            assertReads("x".repeat(300_000));
        }

        @Test
        void endsWhenTheFileIsTruncated() throws Exception {
            append("long enough");
            var end = follow();
            assertReads("long enough");

            Files.writeString(path, "x");

            result(end);
            assertThat(read).isEmpty();
            Eventually.holds(() -> "the file is open", () -> descriptors() == 0);
        }

        @Test
        void readsAReplacedFileToItsEnd() throws Exception {
            append("a");
            var end = follow();
            assertReads("a");
            append("b");
            var next = directory.resolve("next");
            Files.writeString(next, "another");

            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);

            result(end);
            assertReads("b");
            assertThat(read).isEmpty();
        }
    }

    @Nested
    class Appending {

        private CompletionStage<ServerBinding> append(Source<ByteString, ?> units) throws Exception {
            var running = run(FileConnections.appendingTo(path));
            units.via(result(running.second()).flow()).runWith(Sink.ignore(), actors.system());
            return running.first();
        }

        private void assertHolds(String text) {
            Eventually.holds(
                    () -> path + " does not hold " + text, () -> content().equals(text));
        }

        private String content() {
            try {
                return Files.exists(path) ? Files.readString(path) : "";
            } catch (IOException unreadable) {
                throw new AssertionError(unreadable);
            }
        }

        @Test
        void refusesASymbolicLink() throws Exception {
            var target = Files.writeString(directory.resolve("target"), "precious");
            Files.createSymbolicLink(path, target);

            assertThat(codeOf(run(FileConnections.appendingTo(path)).first())).isEqualTo(Code.NOT_A_FILE);
            assertThat(target).hasContent("precious");
        }

        @Test
        void refusesWhatIsNoFile() throws Exception {
            assertThat(codeOf(run(FileConnections.appendingTo(directory)).first()))
                    .isEqualTo(Code.NOT_A_FILE);
            assertThat(codeOf(
                            run(FileConnections.appendingTo(path.resolve("g"))).first()))
                    .isEqualTo(Code.NO_DIRECTORY);
        }

        @Test
        void makesAFileForItsOwnerAlone() throws Exception {
            append(Source.single(ByteString.fromString("a")));

            assertHolds("a");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }

        @Test
        void keepsWhatIsThere() throws Exception {
            Files.writeString(path, "old ");
            append(Source.range(1, 100).map(number -> ByteString.fromString(number % 2 == 0 ? "a" : "b")));

            assertHolds("old " + "ba".repeat(50));
        }

        @Test
        void goesOnAtThePathWhenTheFileWasMoved() throws Exception {
            var running = run(FileConnections.appendingTo(path));
            var units = Source.<ByteString>queue(1)
                    .via(result(running.second()).flow())
                    .to(Sink.ignore())
                    .run(actors.system());
            units.offer(ByteString.fromString("a"));
            assertHolds("a");
            var moved = Files.move(path, directory.resolve("moved"));

            units.offer(ByteString.fromString("b"));

            assertHolds("b");
            units.complete();
            assertThat(Files.readString(moved, UTF_8)).isEqualTo("a");
        }

        @Test
        void failsIfItCannotBeWritten() throws Exception {
            var units = Source.<ByteString>maybe();
            var running = run(FileConnections.appendingTo(path));
            var flow = result(running.second()).flow();
            var run = units.via(flow).toMat(Sink.ignore(), Keep.both()).run(actors.system());
            result(running.first());
            Files.delete(path);
            Files.createDirectory(path);

            run.first().complete(Optional.of(ByteString.fromString("a")));

            assertThat(codeOf(run.second())).isEqualTo(Code.NOT_A_FILE);
            assertThat(codeOf(result(running.first()).whenUnbound())).isEqualTo(Code.NOT_A_FILE);
        }
    }
}
