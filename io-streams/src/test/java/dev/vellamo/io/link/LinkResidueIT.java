package dev.vellamo.io.link;

import static dev.vellamo.io.link.LinkSide.answerOf;
import static dev.vellamo.io.link.LinkSide.await;
import static dev.vellamo.io.link.LinkSide.messages;
import static dev.vellamo.io.link.LinkSide.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.transport.ForeignClient;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links over real sockets, one after the other, leave neither threads nor descriptors, however they end. */
class LinkResidueIT {

    private static final int LINKS = 100;
    private static final int PROCESSES = 5;

    @TempDir
    private Path directory = Path.of("");

    private LinkDescriptors before = LinkDescriptors.now();

    @BeforeEach
    void warmUp() throws Exception {
        // what the JVM opens once and keeps is not a link's
        busy(SocketPairs.ofJdk(name("jdk"))).endsInOrder();
        busy(SocketPairs.ofJunix(name("junix"))).endsInOrder();
        before = LinkDescriptors.now();
    }

    @AfterEach
    void leavesNothing() {
        before.awaitSame();
    }

    private Path name(Object suffix) {
        return directory.resolve("s" + suffix);
    }

    /** Two links that have answered a request and have a stream open. */
    private static Sides busy(SocketPairs.Pair sockets) throws IOException {
        var host = LinkSide.host(ChannelTransport.of(sockets.one()), 1);
        var child = LinkSide.child(ChannelTransport.of(sockets.other()), 0);
        var call = host.ask("hello");
        next(child.requests).respond(Payload.text("hello"));
        answerOf(call);
        var opened = child.open();
        opened.send(messages("one"));
        var taken = next(host.streams);
        assertThat(next(host.heard)).isEqualTo("one");
        return new Sides(host, child, opened, taken);
    }

    private record Sides(LinkSide host, LinkSide child, LinkStream opened, LinkStream taken) {

        void endsInOrder() {
            opened.close();
            taken.close();
            assertThat(next(host.heard)).isEqualTo("closed");
            assertThat(next(child.heard)).isEqualTo("closed");
            opened.release();
            taken.release();
            host.link().goAway("done");
            areReleased();
        }

        void areReleased() {
            host.isReleased();
            child.isReleased();
        }
    }

    @Test
    void whenTheyEndInOrder() throws Exception {
        for (int i = 0; i < LINKS; i++) {
            busy(SocketPairs.ofJdk(name(i))).endsInOrder();
        }
    }

    @Test
    void whenThoseOfJunixsocketEndInOrder() throws Exception {
        for (int i = 0; i < LINKS; i++) {
            busy(SocketPairs.ofJunix(name(i))).endsInOrder();
        }
    }

    @Test
    void whenOneSideIsCutInTheMiddle() throws Exception {
        for (int i = 0; i < LINKS; i++) {
            var sides = busy(i % 2 == 0 ? SocketPairs.ofJdk(name(i)) : SocketPairs.ofJunix(name(i)));
            sides.child().link().cut("the test pulls the plug");
            assertThat(await(sides.host().ended).is(WireError.CONNECTION_LOST)).isTrue();
            sides.areReleased();
        }
    }

    @Test
    void whenOneSideBreaksTheRules() throws Exception {
        for (int i = 0; i < LINKS; i++) {
            var sockets = SocketPairs.ofJdk(name(i));
            try (var other = sockets.other()) {
                var host = LinkSide.host(ChannelTransport.of(sockets.one()), 1);
                other.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
                assertThat(await(host.ended).is(WireError.PROTOCOL)).isTrue();
                host.isReleased();
            }
        }
    }

    @Test
    void whenTheOtherProcessIsKilled() throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(name(i)));
                try (var client = ForeignClient.python("""
                        s = socket.socket(socket.AF_UNIX)
                        s.connect(sys.argv[1])
                        s.send(b'{"type":"hello","version":1,"role":"child","incarnation":7,"epoch":0}\\n')
                        time.sleep(100)
                        """, name(i))) {
                    var host = LinkSide.host(ChannelTransport.of(server.accept()), 1);
                    var stream = host.open();
                    stream.send(messages("to nobody"));
                    client.kill();
                    assertThat(await(host.ended).is(WireError.CONNECTION_LOST)).isTrue();
                    host.isReleased();
                }
            }
        }
    }
}
