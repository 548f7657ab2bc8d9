package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.failureOf;
import static dev.vellamo.io.link.LinkSide.messages;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.ForeignClient;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A child in another language that speaks lines of JSON over a socket, with nothing but what a language brings. */
class LinesLinkIT {

    private static final String PROLOGUE = """
            import json
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            lines = s.makefile('r', newline='\\n', encoding='utf-8')
            out = s.makefile('w', newline='\\n', encoding='utf-8')
            def say(**line):
                out.write(json.dumps(line) + '\\n')
                out.flush()
            def hear():
                line = lines.readline()
                return json.loads(line) if line else None
            say(type='hello', version=1, role='child', incarnation=7, epoch=0)
            assert hear()['role'] == 'host'
            """;

    @TempDir
    private Path directory = Path.of("");

    private final LinkDescriptors before = LinkDescriptors.now();

    /** Starts the child, has the test talk to it, and returns what it printed. */
    private String talk(String script, Conversation conversation) throws Exception {
        var name = directory.resolve("s.sock");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(name));
            try (var client = ForeignClient.python(PROLOGUE + script.stripIndent(), name)) {
                var host = LinkSide.host(ChannelTransport.of(server.accept()), 1);
                try {
                    await(host.ready);
                    conversation.with(host);
                    return client.output().strip();
                } finally {
                    host.link().cut("the test is over");
                    host.isReleased();
                }
            }
        }
    }

    private interface Conversation {
        void with(LinkSide host) throws IOException;
    }

    @AfterEach
    void leavesNothing() {
        before.awaitSame();
    }

    @Test
    void answersARequestAndAsksOne() throws Exception {
        var printed = talk("""
                asked = hear()
                say(type='response', id=asked['id'], text=asked['text'].upper())
                say(type='request', id=1, context={'target': 'object', 'method': 'add'}, json=[1, 2])
                answer = hear()
                print(answer['type'], answer['id'], answer['json'])
                """, host -> {
            var call = host.ask("grüße");
            assertThat(answerOf(call)).isEqualTo("GRÜSSE");
            var request = next(host.requests);
            assertThat(request.invocation().arguments().bytes().text()).isEqualTo("[1,2]");
            request.respond(Payload.json("3"));
        });

        assertThat(printed).isEqualTo("response 1 3");
    }

    @Test
    void takesAStreamToItsEnd() throws Exception {
        var printed = talk("""
                line = hear()
                stream = line['id']
                said = []
                while line['kind'] != 'close':
                    if line['kind'] == 'data':
                        said.append(line['text'])
                        say(type='stream', kind='data', id=stream, text=line['text'][::-1])
                    line = hear()
                say(type='stream', kind='close', id=stream)
                print(' '.join(said))
                """, host -> {
            var stream = host.open();
            stream.send(messages("one", "two", "three"));
            stream.close();
            assertThat(next(host.heard)).isEqualTo("eno");
            assertThat(next(host.heard)).isEqualTo("owt");
            assertThat(next(host.heard)).isEqualTo("eerht");
            assertThat(next(host.heard)).isEqualTo("closed");
        });

        assertThat(printed).isEqualTo("one two three");
    }

    @Test
    void opensAStreamAndGetsNoMoreThanItGrants() throws Exception {
        var printed = talk("""
                def count():
                    got = hear()
                    return 16 + len(got['text'])
                say(type='stream', kind='open', id=1, credit=100, context={'target': 'object', 'method': 'count'})
                got = 0
                while got < 100:
                    got += count()
                s.settimeout(0.2)
                try:
                    print('got', s.recv(1), 'without credit')
                except TimeoutError:
                    print('nothing without credit')
                s.settimeout(None)
                say(type='stream', kind='credit', id=1, total=200)
                while got < 200:
                    got += count()
                print(got)
                """, host -> {
            var stream = next(host.streams);
            stream.send(messages("0123456789".repeat(4), "0123456789".repeat(4), "0123456789".repeat(4)));
            stream.send(messages("0123456789".repeat(4)));
        });

        assertThat(printed).isEqualTo("nothing without credit\n224");
    }

    @Nested
    class AChildThatBreaksTheRules {

        @ParameterizedTest
        @CsvSource({
            "no json at all, DECODE",
            "'{\"type\":\"nonsense\"}', UNSUPPORTED",
            "'{\"type\":\"response\",\"id\":2,\"text\":\"to nothing\"}', PROTOCOL",
            "'{\"type\":\"hello\",\"version\":1,\"role\":\"child\",\"incarnation\":7,\"epoch\":0}', PROTOCOL"
        })
        void isToldWhyItsConnectionEnds(String line, WireError error) throws Exception {
            var printed = talk(
                    """
                    out.write('%s\\n')
                    out.flush()
                    last = hear()
                    print(last['type'], last['code'], hear())
                    """.formatted(line),
                    host -> assertThat(await(host.ended).is(error)).isTrue());

            assertThat(printed).isEqualTo("going-away " + error.number() + " None");
        }

        @Test
        void losesOnlyTheStreamThatItBreaks() throws Exception {
            var printed = talk(
                    """
                    say(type='stream', kind='data', id=1, text='on a stream that there never was')
                    abort, asked = sorted([hear(), hear()], key=lambda line: line['type'] == 'request')
                    print(abort['kind'], abort['id'], abort['code'])
                    say(type='response', id=asked['id'], text='still here')
                    """,
                    host -> assertThat(answerOf(host.ask("are you there?"))).isEqualTo("still here"));

            assertThat(printed).isEqualTo("abort 1 " + WireError.UNKNOWN_STREAM.number());
        }

        @Test
        void failsWhatWaitsForItWhenItGoes() throws Exception {
            talk(
                    "hear()\ns.close()\n",
                    host -> assertThat(failureOf(host.ask("are you there?")).is(WireError.CONNECTION_LOST))
                            .isTrue());
        }
    }
}
