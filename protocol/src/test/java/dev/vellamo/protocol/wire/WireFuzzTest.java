package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Whatever reads bytes from outside, fed by Jazzer. A normal test run feeds what is in {@code WireFuzzTestInputs}; with
 * {@code JAZZER_FUZZ=1} one target, named in {@code -Dtest}, is fed with what reaches more and more of its code:
 *
 * <pre>JAZZER_FUZZ=1 JAZZER_MAX_DURATION=4h mvn -pl protocol test -Dtest='WireFuzzTest#binary'</pre>
 *
 * <p>What fails is written beside the other inputs, so that it is fed in every run from then on.
 */
class WireFuzzTest {

    /** Of what a frame is read after: as most bytes are no hello, little else would be seen. */
    private static byte[] afterAHello(Codec codec, byte[] bytes) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(HostileBytes.written(codec, List.of(Frames.hello(Role.CHILD))));
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    @FuzzTest
    void binary(byte[] bytes) {
        HostileBytes.feed(() -> Codec.BINARY.decoder(Peer.SMALL), bytes);
        HostileBytes.feed(() -> Codec.BINARY.decoder(Peer.SMALL), afterAHello(Codec.BINARY, bytes));
    }

    @FuzzTest
    void lines(byte[] bytes) {
        HostileBytes.feed(() -> Codec.LINES.decoder(Peer.SMALL), bytes);
        HostileBytes.feed(() -> Codec.LINES.decoder(Peer.SMALL), afterAHello(Codec.LINES, bytes));
    }

    @FuzzTest
    void detecting(byte[] bytes) {
        HostileBytes.feed(() -> new DetectingDecoder(Peer.SMALL), bytes);
        var detected = new RecordingSink();
        new DetectingDecoder(Peer.SMALL).decode(bytes, 0, bytes.length, detected);
        var chosen = new RecordingSink();
        Codec codec = bytes.length > 0 && bytes[0] == '{' ? Codec.LINES : Codec.BINARY;
        codec.decoder(Peer.SMALL).decode(bytes, 0, bytes.length, chosen);
        assertThat(detected.frames).isEqualTo(chosen.frames);
        assertThat(detected.bad).isEqualTo(chosen.bad);
    }

    @FuzzTest
    void hello(byte[] bytes) throws WireException {
        Hello hello;
        try {
            hello = HelloJson.read(WireJson.readObject(Bytes.of(bytes), "a hello"));
        } catch (WireException refused) {
            assertThat(refused.fault().is(WireError.DECODE)).isTrue();
            return;
        }
        assertThat(HelloJson.read(HelloJson.write(hello, WireJson.object()))).isEqualTo(hello);
    }

    @FuzzTest
    void context(byte[] bytes) throws WireException {
        InvocationContext context;
        try {
            context = InvocationContext.decode(Bytes.of(bytes));
        } catch (WireException refused) {
            assertThat(refused.fault().is(WireError.DECODE)).isTrue();
            return;
        }
        assertThat(InvocationContext.decode(context.encoded())).isEqualTo(context);
    }
}
