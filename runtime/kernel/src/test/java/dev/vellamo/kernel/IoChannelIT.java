package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.IoConfig;
import dev.vellamo.protocol.config.IoConfig.Clients;
import dev.vellamo.protocol.config.IoConfig.Direction;
import dev.vellamo.protocol.config.IoConfig.Unit;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.IoChannel;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IO channels on real Unix sockets, called by a vat of a real kernel. */
class IoChannelIT {

    @TempDir
    private Path directory;

    private Kernel kernel;
    private Path socket;

    @BeforeEach
    void start() {
        kernel = Kernels.start();
        socket = directory.resolve("repl.sock");
    }

    @AfterEach
    void close() {
        kernel.close();
        assertThat(directory).isEmptyDirectory();
    }

    private IoChannel open(UnaryOperator<IoConfig.Builder> options) {
        var config = ClusterConfig.builder()
                .bootstrap("main")
                .vat("main", VatConfig.ofClass(Vats.Worker.class))
                .io("repl", options.apply(IoConfig.socket(socket)))
                .build();
        var main = kernel.launch(config).join().vat("main");
        return Answers.of(main.send("relay", "repl").as(Ref.class)).as(IoChannel.class);
    }

    private IoChannel open() {
        return open(options -> options);
    }

    private static @Nullable Object read(IoChannel channel) {
        return Answers.of(channel.read());
    }

    @Nested
    class TheSocketFile {

        @Test
        @DisplayName("scenarios 21 and 45: it is there after the launch and gone when the kernel has closed")
        void comesAndGoes() {
            open();
            assertThat(socket).exists();
            kernel.close();
            assertThat(socket).doesNotExist();
        }

        @Test
        @DisplayName("scenario 41: its mode is 0600, or what the config says")
        void hasItsMode() throws Exception {
            open();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
    }

    @Nested
    class Reading {

        @Test
        @DisplayName("scenario 22: lines sent before any read are queued in order; one \\r is not part of a line")
        void queuesLines() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("one\ntwo\r\nthree\n");
                assertThat(List.of(of(read(repl)), of(read(repl)), of(read(repl))))
                        .isEqualTo(List.of("one", "two", "three"));
            }
        }

        @Test
        @DisplayName("scenario 23: a read issued before any client connects gets the first line of the first client")
        void waitsForAClient() throws Exception {
            var repl = open();
            var line = repl.read();
            try (var client = Client.connect(socket)) {
                client.send("first\n");
                assertThat(Answers.of(line)).isEqualTo("first");
            }
        }

        @Test
        @DisplayName("scenarios 25, 26 and 27: buffered lines, the unterminated tail, one null, then the next client")
        void endsEachSessionOnce() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("one\ntail");
            }
            assertThat(read(repl)).isEqualTo("one");
            assertThat(read(repl)).isEqualTo("tail");
            assertThat(read(repl)).isNull();
            var next = repl.read();
            Promise<Object> end;
            try (var client = Client.connect(socket)) {
                client.send("two\n");
                assertThat(Answers.of(next)).isEqualTo("two");
                end = repl.read();
            }
            assertThat(Answers.of(end)).isNull();
        }

        @Test
        @DisplayName(
                "scenarios 30 and 31: ten clients, one after the other, with a hundred lines each: a thousand lines")
        void losesNothingWhenClientsChange() throws Exception {
            var repl = open();
            for (int i = 0; i < 10; i++) {
                try (var client = Client.connect(socket)) {
                    client.send("line\n".repeat(100));
                }
            }
            int lines = 0;
            int ends = 0;
            while (ends < 10) {
                var units = Answers.of(repl.readMany(64));
                if (units == null) {
                    ends++;
                } else {
                    lines += ((List<?>) units).size();
                }
            }
            assertThat(lines).isEqualTo(1_000);
        }

        @Test
        @DisplayName("scenario 39: a million lines drain in order")
        void drainsAMillionLines() throws Exception {
            var repl = open(options -> options.clients(Clients.ONE));
            var sender = new Thread(() -> {
                try (var client = Client.connect(socket)) {
                    var block = new StringBuilder();
                    for (int i = 0; i < 1_000_000; i++) {
                        block.append(i).append('\n');
                        if (block.length() > 60_000) {
                            client.send(block.toString());
                            block.setLength(0);
                        }
                    }
                    client.send(block.toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            long expected = 0;
            while (true) {
                var received = Answers.of(repl.receiveMany(1024));
                if (received.ended()) {
                    break;
                }
                for (var line : received.lines()) {
                    assertThat(line).isEqualTo(Long.toString(expected));
                    expected++;
                }
            }
            sender.join();
            assertThat(expected).isEqualTo(1_000_000);
        }

        @Test
        void bufferedLinesSurviveSlowReaders() throws Exception {
            var repl = open(options -> options.bufferBytes(64 * 1024).maxUnitBytes(1024));
            try (var client = Client.connect(socket)) {
                var line = "x".repeat(99) + "\n";
                var sent = client.sendUntilItStalls(line.repeat(100).getBytes(StandardCharsets.US_ASCII), 300);

                assertThat(sent)
                        .as("scenario 37: with nobody reading the sender is blocked after a bounded buffer")
                        .isLessThan(2 * 1024 * 1024);
                var received = Answers.of(repl.receiveMany(10));
                assertThat(received.units()).hasSize(10).allMatch(unit -> unit.equals("x".repeat(99)));
            }
        }
    }

    @Nested
    class Writing {

        @Test
        @DisplayName("scenario 33: a client that half-closes after its request still gets the reply")
        void answersHalfClosedClients() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("question\n").finish();
                assertThat(read(repl)).isEqualTo("question");
                Answers.of(repl.write("answer"));
                assertThat(client.line()).isEqualTo("answer");
            }
        }

        @Test
        @DisplayName("scenario 34: a write without a client is refused, and so is one to a session that has ended")
        void refusesWithoutClient() throws Exception {
            var repl = open();
            assertThat(Answers.rejection(repl.write("x")).is(ErrorCode.NO_CLIENT))
                    .isTrue();
            assertThat(Answers.rejection(repl.write("x"))).hasMessageContaining("has no connected client");
        }

        @Test
        void refusesLinesInALine() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("x\n");
                read(repl);
                assertThat(Answers.rejection(repl.write("a\nb")).is(ErrorCode.BAD_UNIT))
                        .isTrue();
            }
        }

        @Test
        @DisplayName("scenario 35: the direction is enforced")
        void keepsTheDirection() throws Exception {
            var in = open(options -> options.direction(Direction.IN));
            assertThat(Answers.rejection(in.write("x")).is(ErrorCode.WRONG_DIRECTION))
                    .isTrue();
            kernel.close();
            start();
            var out = open(options -> options.direction(Direction.OUT));
            assertThat(Answers.rejection(out.read()).is(ErrorCode.WRONG_DIRECTION))
                    .isTrue();
        }
    }

    @Nested
    class Sessions {

        @Test
        @DisplayName("scenario 29: a second simultaneous client is refused and the first is undisturbed")
        void refusesASecondClient() throws Exception {
            var repl = open();
            try (var first = Client.connect(socket)) {
                first.send("mine\n");
                assertThat(read(repl)).isEqualTo("mine");
                try (var second = Client.connect(socket)) {
                    assertThat(second.line()).isEqualTo("<end>");
                }
                Answers.of(repl.write("still you"));
                assertThat(first.line()).isEqualTo("still you");
            }
        }

        @Test
        void repliesGoToTheSessionThatAsked() throws Exception {
            var repl = open(options -> options.clients(Clients.MANY));
            try (var first = Client.connect(socket);
                    var second = Client.connect(socket)) {
                first.send("first\n");
                second.send("second\n");
                for (int i = 0; i < 2; i++) {
                    var received = Answers.of(repl.receive());
                    Answers.of(
                            received.session().write("hello " + received.lines().get(0)));
                }
                assertThat(first.line()).isEqualTo("hello first");
                assertThat(second.line()).isEqualTo("hello second");
            }
            assertThat(Answers.rejection(repl.read()).is(ErrorCode.READ_REFUSED))
                    .isTrue();
        }

        @Test
        void tellsWhoTheClientIs() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("x\n");
                var peer = Answers.of(Answers.of(repl.receive()).session().peer());
                assertThat(peer.user()).contains(System.getProperty("user.name"));
            }
        }

        @Test
        void closesOnRequest() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send("bye\n");
                var session = Answers.of(repl.receive()).session();
                Answers.of(session.write("bye bye"));
                Answers.of(session.close());
                Answers.of(session.close());
                assertThat(client.line()).isEqualTo("bye bye");
                assertThat(client.line()).isEqualTo("<end>");
                assertThat(Answers.rejection(session.write("x")).is(ErrorCode.SESSION_ENDED))
                        .isTrue();
            }
        }

        @Test
        @DisplayName("scenario 38: a line over the limit ends that session with an error; the channel goes on")
        void endsSessionsWithTooLongLines() throws Exception {
            var repl = open(options -> options.maxUnitBytes(1000).bufferBytes(4000));
            try (var client = Client.connect(socket)) {
                client.send("good\n" + "x".repeat(1001));
                assertThat(Answers.of(repl.receive()).lines()).containsExactly("good");
                assertEnds(repl, "UNIT_TOO_LARGE");
                assertThat(client.line()).startsWith("<");
            }
            assertStillReads(repl);
        }

        @Test
        void endsSessionsWithInvalidUtf8() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send(new byte[] {'o', 'k', '\n', (byte) 0xc3, (byte) 0x28, '\n'});
                assertThat(Answers.of(repl.receive()).lines()).containsExactly("ok");
                assertEnds(repl, "BAD_UNIT");
            }
            assertStillReads(repl);
        }

        @Test
        void endsSessionsThatDieInTheMiddleOfACharacter() throws Exception {
            var repl = open();
            try (var client = Client.connect(socket)) {
                client.send(new byte[] {'o', 'k', '\n', 'h', (byte) 0xc3});
            }
            assertThat(Answers.of(repl.receive()).lines()).containsExactly("ok");
            assertEnds(repl, "BAD_UNIT");
            assertStillReads(repl);
        }

        private void assertEnds(IoChannel repl, String code) {
            var end = Answers.of(repl.receive());
            assertThat(end.ended()).isTrue();
            assertThat(end.failure()).startsWith(code);
        }

        private void assertStillReads(IoChannel repl) throws Exception {
            try (var client = Client.connect(socket)) {
                client.send("next\n");
                assertThat(Answers.of(repl.receive()).lines()).containsExactly("next");
            }
        }

        @Test
        void survivesThousandsOfClients() throws Exception {
            var repl = open(options -> options.clients(Clients.MANY));
            var clients = 10_000;
            var reader = new Thread(() -> {
                int ends = 0;
                while (ends < clients) {
                    ends += Answers.of(repl.receive()).ended() ? 1 : 0;
                }
            });
            reader.start();
            for (int i = 0; i < clients; i++) {
                Client.connect(socket).close();
            }
            reader.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(reader.isAlive()).isFalse();
        }
    }

    @Nested
    class WithUnitsThatNothingSeparates {

        @Test
        void exchangesBytes() throws Exception {
            var repl = open(options -> options.unit(Unit.BYTES));
            try (var client = Client.connect(socket)) {
                client.send(new byte[] {0, (byte) 0xff, '\n'});
                var received = Answers.of(repl.receive());
                assertThat(received.bytes()).containsExactly(new byte[] {0, (byte) 0xff, '\n'});
                client.send(new byte[] {7});
                assertThat(Answers.of(repl.read().as(byte[].class))).containsExactly(7);
                client.send(new byte[] {8});
                assertThat(Answers.of(repl.readMany(9).as(byte[][].class))).isEqualTo(new byte[][] {{8}});
                Answers.of(repl.write(new byte[] {'a', '\n'}));
                Answers.of(received.session().write(new byte[] {'b', '\n'}));
                assertThat(client.line()).isEqualTo("a");
                assertThat(client.line()).isEqualTo("b");
                assertThat(Answers.rejection(repl.write("not base64!")).is(ErrorCode.BAD_ARGUMENTS))
                        .isTrue();
            }
        }

        @Test
        void exchangesTextAsItArrives() throws Exception {
            var repl = open(options -> options.unit(Unit.CHARS));
            try (var client = Client.connect(socket)) {
                client.send("no newline");
                assertThat(read(repl)).isEqualTo("no newline");
                Answers.of(repl.write("nor here, "));
                Answers.of(repl.write("but here\n"));
                assertThat(client.line()).isEqualTo("nor here, but here");
            }
        }

        @Test
        void answersAWholeString() throws Exception {
            var repl = open(options -> options.unit(Unit.STRING));
            try (var client = Client.connect(socket)) {
                client.send("all\nof it").finish();
                assertThat(read(repl)).isEqualTo("all\nof it");
                assertThat(read(repl)).isNull();
                Answers.of(repl.write("thanks\n"));
                assertThat(client.line()).isEqualTo("thanks");
            }
        }
    }

    @Nested
    class WithUnitJson {

        @Test
        void exchangesJson() throws Exception {
            var repl = open(options -> options.unit(Unit.JSON));
            try (var client = Client.connect(socket)) {
                client.send("{\"add\": [1, 2.5, \"$0\"]}\n\n[true]\n");
                assertThat(read(repl)).isEqualTo(Map.of("add", List.of(1, 2.5, "$0")));
                JsonNode second = Answers.of(repl.read().as(JsonNode.class));
                assertThat(second.get(0).asBoolean()).isTrue();
                Answers.of(repl.write(JsonNodeFactory.instance.objectNode().put("sum", "$3.5")));
                Answers.of(repl.write(Map.of("more", List.of(1))));
                assertThat(client.line()).isEqualTo("{\"sum\":\"$3.5\"}");
                assertThat(client.line()).isEqualTo("{\"more\":[1]}");
            }
        }

        @Test
        void endsSessionsThatSendNoJson() throws Exception {
            var repl = open(options -> options.unit(Unit.JSON));
            try (var client = Client.connect(socket)) {
                client.send("{\"a\": 1}\nnot json\n");
                assertThat(Answers.of(repl.receive()).json()).hasSize(1);
                var end = Answers.of(repl.receive());
                assertThat(end.ended()).isTrue();
                assertThat(end.failure()).startsWith("BAD_UNIT");
            }
        }
    }

    private static Object of(@Nullable Object line) {
        return line == null ? "<null>" : line;
    }
}
