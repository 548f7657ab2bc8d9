package dev.vellamo.io.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.io.link.ProcessTransport;
import dev.vellamo.io.transport.ForeignClient;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireIdentity;
import dev.vellamo.protocol.wire.WireSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the example guest in JavaScript does with a host that does not begin as it should. */
class NodeGuestHandshakeIT {

    private static final String PREAMBLE = "89564c4d0d0a1a01";
    private static final int HEADER_BYTES = 16;
    private static final int GOING_AWAY = 12;
    private static final int LAST_ID_BYTES = 8;

    private final LinkThreads before = LinkThreads.now();
    private final Process process = NodeGuest.launch();

    @BeforeAll
    static void needsNode() {
        ForeignClient.require("node");
    }

    @AfterEach
    void leavesNothing() throws IOException {
        process.destroyForcibly();
        process.getInputStream().close();
        before.awaitSame();
    }

    @Test
    void refusesAWrongPreamble() throws IOException {
        says("89564c4d0d0a1a02");

        assertThat(reasonToGoAway()).isEqualTo(WireError.PROTOCOL.number());
        assertThat(exitCode()).isEqualTo(1);
    }

    @Test
    void refusesAFrameBeforeTheHello() throws IOException {
        says(PREAMBLE + "00000008" + "0a000000" + "0000000000000000" + "0000000000000001");

        assertThat(reasonToGoAway()).isEqualTo(WireError.PROTOCOL.number());
        assertThat(exitCode()).isEqualTo(1);
    }

    @Test
    void refusesAHelloThatIsTooLong() throws IOException {
        says(PREAMBLE + "00001001" + "01000000" + "0000000000000000");

        assertThat(reasonToGoAway()).isEqualTo(WireError.FRAME_TOO_LARGE.number());
        assertThat(exitCode()).isEqualTo(1);
    }

    @Test
    void fallsSilentWithTheHost() throws IOException {
        process.getOutputStream().close();

        assertThat(exitCode()).isEqualTo(1);
    }

    @Test
    void refusesTheHostOfAnotherIncarnation() {
        var kit = ActorTestKit.create();
        try {
            var settings =
                    LinkSettings.of("peer", WireIdentity.host(8, 1, null)).withWire(WireSettings.DEFAULT);
            var news = kit.createTestProbe(StreamConnection.News.class);
            kit.spawn(StreamConnection.create(
                    ProcessTransport.of(process), settings, StreamConnection.Handlers.NONE, news.ref()));

            assertThat(news.expectMessageClass(StreamConnection.Ended.class)
                            .reason()
                            .is(WireError.WRONG_INCARNATION))
                    .isTrue();
            assertThat(exitCode()).isEqualTo(1);
        } finally {
            kit.shutdownTestKit();
        }
    }

    private void says(String hex) throws IOException {
        process.getOutputStream().write(HexFormat.of().parseHex(hex));
        process.getOutputStream().flush();
    }

    /** Reads all that the guest says: preamble, hello, and the code of its going away. */
    private int reasonToGoAway() throws IOException {
        var said = ByteBuffer.wrap(process.getInputStream().readAllBytes());
        assertThat(HexFormat.of().formatHex(said.array(), 0, Long.BYTES)).isEqualTo(PREAMBLE);
        said.position(Long.BYTES);
        said.position(said.position() + HEADER_BYTES + said.getInt(said.position()));
        assertThat(said.get(said.position() + Integer.BYTES)).isEqualTo((byte) GOING_AWAY);
        assertThat(new String(said.array(), StandardCharsets.UTF_8)).contains("\"role\":\"child\"");
        return said.getInt(said.position() + HEADER_BYTES + LAST_ID_BYTES);
    }

    private int exitCode() {
        return Talk.await(process.onExit()).exitValue();
    }
}
