package dev.vellamo.io.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.TransportException.Code;
import java.nio.file.Files;
import java.util.List;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Clients and servers that nobody here wrote. */
interface ForeignClientContract extends TransportFixture {

    @Test
    default void socatGetsItsLinesBack() throws Exception {
        echo();
        try (var socat = ForeignClient.run("socat", "-", "UNIX-CONNECT:" + socket())) {
            assertThat(socat.type("one\n").readLine()).isEqualTo("one");
            assertThat(socat.type("two\n").readLine()).isEqualTo("two");
            assertThat(socat.type("three").endInput().output()).isEqualTo("three");
        }
    }

    @Test
    default void netcatHalfClosesAndGetsTheAnswer() throws Exception {
        echo();
        try (var netcat = ForeignClient.run("nc", "-N", "-U", socket().toString())) {
            assertThat(netcat.type("q").endInput().output()).isEqualTo("q");
        }
    }

    @Test
    default void pythonGetsAMegabyteBackByteByByte() throws Exception {
        echo();
        var script = """
                s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
                sent = os.urandom(1 << 20); got = b''
                for at in range(0, len(sent), 7919):
                    part = sent[at:at + 7919]; s.sendall(part)
                    want = len(got) + len(part)
                    while len(got) < want: got += s.recv(100000)
                print('same' if got == sent else 'different')
                """;
        try (var python = ForeignClient.python(script, socket())) {
            assertThat(python.output()).isEqualTo("same\n");
        }
    }

    @Test
    default void aPythonServerIsReached() throws Exception {
        var script = """
                l = socket.socket(socket.AF_UNIX); l.bind(sys.argv[1]); l.listen(); print('up', flush=True)
                c, _ = l.accept(); data = b''
                while (more := c.recv(100)): data += more
                c.sendall(data.upper())
                """;
        try (var python = ForeignClient.python(script, socket())) {
            assertThat(python.readLine()).isEqualTo("up");
            assertThat(exchange(socket(), "loud")).isEqualTo("LOUD");
        }
        Files.delete(socket());
    }

    @Test
    default void aClientKilledInTheMiddleFailsItsConnectionOnly() throws Exception {
        var accepted = accepting();
        var script = """
                s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(b'hi')
                s.recv(10); print('got some', flush=True); time.sleep(600)
                """;
        try (var python = ForeignClient.python(script, socket());
                var other = RawClient.connect(socket())) {
            var first = next(accepted);
            var second = next(accepted);
            var flood = Source.repeat(ByteString.fromString("x".repeat(100_000)));
            var ends = Source.from(List.of(first, second))
                    .map(connection -> flood.via(connection.flow()).runWith(Sink.ignore(), system()))
                    .runWith(Sink.seq(), system());
            assertThat(python.readLine()).isEqualTo("got some");

            python.kill();

            var outcomes = result(ends);
            var killed = outcomes.get(0).toCompletableFuture();
            var alive = outcomes.get(1).toCompletableFuture();
            Eventually.holds(() -> "one connection ends", () -> killed.isDone() || alive.isDone());
            assertThat(failure(killed.isDone() ? killed : alive).code()).isEqualTo(Code.CONNECTION_RESET);
            assertThat(other.receive(200_000)).hasSize(200_000);
        }
    }
}
