package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A conversation with some bytes spoiled, and what a decoder and a connection make of it. */
final class HostileBytes {

    private HostileBytes() {}

    static void feed(Codec codec, long seed) {
        var random = new Random(seed);
        byte[] bytes = spoiled(codec, seed, random);
        var sink = new RecordingSink();
        codec.decoder(Peer.SMALL).decode(bytes, 0, bytes.length, sink);
        List<String> fatal =
                sink.bad.stream().filter(bad -> bad.startsWith("connection")).toList();
        assertThat(fatal).hasSizeLessThanOrEqualTo(1);
        if (!fatal.isEmpty()) {
            assertThat(sink.bad).endsWith(fatal.get(0));
        }
        connection(codec, bytes, random);
    }

    private static byte[] spoiled(Codec codec, long seed, Random random) {
        var output = ArrayOutput.unlimited();
        codec.encoder().preamble(output);
        new Frames(seed).conversation(20).forEach(frame -> codec.encoder().frame(frame, output));
        byte[] bytes = output.take();
        for (int i = random.nextInt(6); i > 0; i--) {
            // the first frame stays whole more often than not, or little else would be seen
            int from = random.nextInt(4) == 0 ? 0 : Math.min(300, bytes.length - 1);
            bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void connection(Codec codec, byte[] bytes, Random random) {
        var host = Peer.of(Role.HOST, Peer.small(), codec);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(2_000));
            host.input(Arrays.copyOfRange(bytes, at, at + length));
            if (random.nextBoolean()) {
                host.output();
            }
            at += length;
        }
        host.state.endOfInput(host.decoder.isInsideFrame());
        assertThat(host.events).filteredOn(event -> event.startsWith("ended")).hasSize(1);
        assertThat(host.state.occupancy().openStreams()).isZero();
        assertThat(host.state.occupancy().owed()).isZero();
    }
}
