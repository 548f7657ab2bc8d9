package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What has to hold of any bytes that come from outside, whatever they are. */
final class HostileBytes {

    private HostileBytes() {}

    /** A conversation with some bytes spoiled, as a seed decides. */
    static byte[] spoiled(Codec codec, long seed) {
        var random = new Random(seed);
        byte[] bytes = written(codec, new Frames(seed).conversation(20));
        for (int i = random.nextInt(6); i > 0; i--) {
            // the first frame stays whole more often than not, or little else would be seen
            int from = random.nextInt(4) == 0 ? 0 : Math.min(300, bytes.length - 1);
            bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    static byte[] written(Codec codec, List<Frame> frames) {
        var output = ArrayOutput.unlimited();
        codec.encoder().preamble(output);
        frames.forEach(frame -> codec.encoder().frame(frame, output));
        return output.take();
    }

    /**
     * A decoder reads the same however the bytes are cut, and says once that the connection is bad, last. A connection ends
     * once, with nothing left open.
     */
    static void feed(Supplier<FrameDecoder> decoder, byte[] bytes) {
        var random = new Random(Arrays.hashCode(bytes));
        var whole = new RecordingSink();
        decoder.get().decode(bytes, 0, bytes.length, whole);
        List<String> fatal =
                whole.bad.stream().filter(bad -> bad.startsWith("connection")).toList();
        assertThat(fatal).hasSizeLessThanOrEqualTo(1);
        if (!fatal.isEmpty()) {
            assertThat(whole.bad).endsWith(fatal.get(0));
        }
        var cut = new RecordingSink();
        FrameDecoder fresh = decoder.get();
        inChunks(bytes, random, chunk -> fresh.decode(chunk, 0, chunk.length, cut));
        assertThat(cut.frames).isEqualTo(whole.frames);
        assertThat(cut.bad).isEqualTo(whole.bad);
        connection(decoder.get(), bytes, random);
    }

    private interface Reader {
        void read(byte[] chunk);
    }

    private static void inChunks(byte[] bytes, Random random, Reader reader) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 2_000));
            reader.read(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
    }

    private static void connection(FrameDecoder decoder, byte[] bytes, Random random) {
        var host = Peer.of(Role.HOST, Peer.small());
        inChunks(bytes, random, chunk -> {
            decoder.decode(chunk, 0, chunk.length, host.state);
            if (random.nextBoolean()) {
                host.output();
            }
        });
        host.state.endOfInput(decoder.isInsideFrame());
        assertThat(host.events).filteredOn(event -> event.startsWith("ended")).hasSize(1);
        assertThat(host.state.occupancy().openStreams()).isZero();
        assertThat(host.state.occupancy().owed()).isZero();
    }
}
