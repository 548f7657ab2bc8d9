package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vellamo.io.transport.ProcessConsole;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.IoConfig.Clients;
import dev.vellamo.protocol.config.IoConfig.Direction;
import dev.vellamo.protocol.config.IoConfig.Unit;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Ref;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IO channels of files, TCP and the console, called by a vat of a real kernel. */
@Timeout(60)
class IoTypesIT {

    @TempDir
    private Path directory;

    private final BlockingQueue<KernelEvent> events = new LinkedBlockingQueue<>();
    private final Keyboard keyboard = new Keyboard();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private Kernel kernel;

    @BeforeEach
    void start() {
        kernel = Kernels.start(KernelSettings.builder()
                .console(new ProcessConsole(keyboard, shown))
                .listener(events::add)
                .build());
    }

    @AfterEach
    void close() {
        kernel.close();
        keyboard.type(Keyboard.END);
    }

    private static IoChannel open(Kernel in, IoConfig.Builder channel) {
        var config = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Vats.Worker.class))
                .io("it", channel)
                .build();
        var main = in.launch(config).join().vat("main");
        return Answers.of(main.send("relay", "it").as(Ref.class)).as(IoChannel.class);
    }

    private IoChannel open(IoConfig.Builder channel) {
        return open(kernel, channel);
    }

    private <E extends KernelEvent> E next(Class<E> type) throws InterruptedException {
        while (true) {
            var event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("waiting for %s", type).isNotNull();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private static void assertUnit(IoChannel channel, Object expected) {
        assertThat(Answers.of(channel.read())).isEqualTo(expected);
    }

    @Nested
    class AFile {

        private Path file() {
            return directory.resolve("f.log");
        }

        @Test
        void failsTheLaunchIfThereIsNothingToRead() {
            assertThatThrownBy(() -> open(IoConfig.file(file()).direction(Direction.IN)))
                    .hasStackTraceContaining(
                            "IO channel \"it\" cannot open: there is no file " + file() + " to follow");
        }

        @Test
        void failsTheLaunchIfASymbolicLinkIsInItsPlace() throws Exception {
            Files.createSymbolicLink(file(), directory.resolve("elsewhere"));

            assertThatThrownBy(() -> open(IoConfig.file(file()).direction(Direction.OUT)))
                    .hasStackTraceContaining("a symbolic link is there");
            assertThat(directory.resolve("elsewhere")).doesNotExist();
        }

        @Test
        void isReadFromItsBeginningAndFollowedOverARotation() throws Exception {
            Files.writeString(file(), "one\ntw");
            var log = open(IoConfig.file(file()).direction(Direction.IN));

            assertUnit(log, "one");
            Files.writeString(file(), "o\n", StandardOpenOption.APPEND);
            assertUnit(log, "two");
            Files.move(file(), directory.resolve("f.log.1"));
            Files.writeString(file(), "three\n");

            var end = Answers.of(log.receive());
            assertThat(end.ended()).isTrue();
            assertThat(end.failure()).isEmpty();
            var begin = Answers.of(log.receive());
            assertThat(begin.lines()).containsExactly("three");
            assertThat(Answers.rejection(log.write("x")).is(ErrorCode.WRONG_DIRECTION))
                    .isTrue();
        }

        @Test
        void isAppendedToAndLivesOn() throws Exception {
            Files.writeString(file(), "old\n");
            var log = open(IoConfig.file(file()).direction(Direction.OUT));

            for (int i = 0; i < 100; i++) {
                Answers.of(log.write("line " + i));
            }

            assertThat(Files.readAllLines(file()))
                    .hasSize(101)
                    .startsWith("old", "line 0")
                    .endsWith("line 99");
            kernel.close();
            assertThat(file()).exists();
        }
    }

    @Nested
    class AListener {

        private Socket connect(KernelEvent.ChannelListening listening) throws IOException {
            var port = Integer.parseInt(listening.address().replace("localhost:", ""));
            return new Socket(InetAddress.getByName("localhost"), port);
        }

        @Test
        void servesClientsOverTcp() throws Exception {
            var channel = open(IoConfig.listen("localhost:0").clients(Clients.MANY));
            var listening = next(KernelEvent.ChannelListening.class);

            try (var client = connect(listening)) {
                send(client, "question\n");
                var received = Answers.of(channel.receive());
                assertThat(received.lines()).containsExactly("question");
                assertThat(Answers.of(received.session().peer()).user()).isEmpty();
                Answers.of(received.session().write("answer"));
                assertThat(line(client)).isEqualTo("answer");
                client.shutdownOutput();
                assertThat(Answers.of(channel.receive()).ended()).isTrue();
                Answers.of(received.session().write("still"));
                assertThat(line(client)).isEqualTo("still");
            }
            kernel.close();
            assertThatThrownBy(() -> connect(listening).close()).isInstanceOf(IOException.class);
        }

        @Test
        void isBoundToWhatTheConfigSaysAndToNothingElse() throws Exception {
            open(IoConfig.listen("localhost:0"));
            var listening = next(KernelEvent.ChannelListening.class);
            var port = Integer.parseInt(listening.address().replace("localhost:", ""));

            try (var other = new Socket()) {
                assertThatThrownBy(() -> other.connect(new InetSocketAddress("127.0.0.2", port)))
                        .isInstanceOf(IOException.class);
            }
        }

        @Test
        void failsTheLaunchIfThePortIsTaken() throws Exception {
            try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
                var address = "localhost:" + taken.getLocalPort();

                assertThatThrownBy(() -> open(IoConfig.listen(address)))
                        .hasStackTraceContaining("cannot listen at " + address + ": something listens there already");
            }
        }
    }

    @Nested
    class APeer {
        private final ServerSocket server = listen(0);

        private static ServerSocket listen(int port) {
            try {
                return new ServerSocket(port, 10, InetAddress.getByName("localhost"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String address() {
            return "localhost:" + server.getLocalPort();
        }

        @AfterEach
        void stop() throws IOException {
            server.close();
        }

        @Test
        void failsTheLaunchIfItIsNotThere() throws Exception {
            server.close();

            assertThatThrownBy(() -> open(IoConfig.network(address())))
                    .hasStackTraceContaining("IO channel \"it\" cannot connect: nobody listens at " + address());
            assertThatThrownBy(() -> open(IoConfig.network("nowhere.invalid:7000")))
                    .hasStackTraceContaining("the host's name leads nowhere");
        }

        @Test
        void canBeWrittenToOnceTheLaunchIsDone() throws Exception {
            var channel =
                    open(IoConfig.network(address()).direction(Direction.OUT).unit(Unit.BYTES));

            Answers.of(channel.write("hello\n".getBytes(StandardCharsets.UTF_8)));

            try (var peer = server.accept()) {
                assertThat(line(peer)).isEqualTo("hello");
            }
        }

        @Test
        void isConnectedToAgainWhenItWentAway() throws Exception {
            var channel = open(IoConfig.network(address()));
            try (var peer = server.accept()) {
                send(peer, "one\n");
                assertUnit(channel, "one");
                Answers.of(channel.write("two"));
                assertThat(line(peer)).isEqualTo("two");
            }
            var end = Answers.of(channel.receive());
            assertThat(end.ended()).isTrue();
            var lost = next(KernelEvent.ChannelFailed.class);
            assertThat(lost.hasListened()).isTrue();
            assertThat(lost.reason()).contains(address());

            try (var again = server.accept()) {
                send(again, "three\n");
                var received = Answers.of(channel.receive());
                assertThat(received.lines()).containsExactly("three");
                Answers.of(received.session().write("four"));
                assertThat(line(again)).isEqualTo("four");
            }
        }
    }

    @Nested
    class TheConsole {

        private void assertShows(String text) {
            assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        }

        @Test
        void isRefusedWhereThereIsNone() {
            try (var daemon = Kernels.start()) {
                assertThatThrownBy(() -> open(daemon, IoConfig.console()))
                        .hasStackTraceContaining("IO channel \"it\" cannot open: this kernel has no console");
            }
        }

        @Test
        void isRefusedWhileAnotherChannelHasIt() {
            open(IoConfig.console().direction(Direction.OUT));

            assertThatThrownBy(() -> open(IoConfig.console()))
                    .hasStackTraceContaining("the console is used by another IO channel");
        }

        @Test
        void isReadAndWritten() {
            var console = open(IoConfig.console());

            keyboard.type("what?\n");
            assertUnit(console, "what?");
            Answers.of(console.write("that"));

            assertShows("that\n");
        }

        @Test
        void losesNothingBetweenTwoSubclusters() throws Exception {
            var first = open(IoConfig.console());
            keyboard.type("one\n");
            assertUnit(first, "one");
            kernel.subclusters().get(0).terminate().toCompletableFuture().get(20, TimeUnit.SECONDS);
            keyboard.type("two\n");

            assertUnit(open(IoConfig.console()), "two");
        }

        @Test
        void endsOnceAtTheEndOfItsInput() throws Exception {
            var console = open(IoConfig.console().unit(Unit.STRING));
            keyboard.type("all\nof it");
            keyboard.type(Keyboard.END);

            var received = Answers.of(console.receive());
            assertThat(received.lines()).containsExactly("all\nof it");
            assertThat(Answers.of(console.receive()).ended()).isTrue();
            Answers.of(received.session().write("bye"));
            assertShows("bye");
            next(KernelEvent.ChannelFailed.class);
        }
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Socket from) throws IOException {
        from.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
        var line = new StringBuilder();
        for (int each = from.getInputStream().read();
                each >= 0 && each != '\n';
                each = from.getInputStream().read()) {
            line.append((char) each);
        }
        return line.toString();
    }
}
