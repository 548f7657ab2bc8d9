package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CodecProperties {

    private static byte[] encoded(Codec codec, List<Frame> frames) {
        var output = ArrayOutput.unlimited();
        codec.encoder().preamble(output);
        frames.forEach(frame -> codec.encoder().frame(frame, output));
        return output.take();
    }

    /** In chunks of random length, each in an array of its own with something around it. */
    private static RecordingSink decoded(FrameDecoder decoder, byte[] bytes, Random random) {
        var sink = new RecordingSink();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(5) == 0 ? 10_000 : 30));
            var chunk = new byte[length + 5];
            Arrays.fill(chunk, (byte) '\n');
            System.arraycopy(bytes, at, chunk, 3, length);
            decoder.decode(chunk, 3, length, sink);
            at += length;
        }
        return sink;
    }

    @Property(tries = 300)
    void whatWasWrittenIsReadWhateverTheChunks(@ForAll Codec codec, @ForAll long seed) {
        List<Frame> frames = new Frames(seed).conversation(30);

        var decoder = codec.decoder(Peer.SMALL);
        RecordingSink sink = decoded(decoder, encoded(codec, frames), new Random(seed));

        assertThat(sink.bad).isEmpty();
        assertThat(sink.frames).isEqualTo(frames);
        assertThat(decoder.isInsideFrame()).isFalse();
    }

    @Property(tries = 300)
    void bytesThatEndAnywhereAreNoFrame(@ForAll Codec codec, @ForAll long seed) {
        List<Frame> frames = new Frames(seed).conversation(5);
        byte[] bytes = encoded(codec, frames);
        int length = new Random(seed).nextInt(bytes.length);

        var sink = decoded(codec.decoder(Peer.SMALL), Arrays.copyOf(bytes, length), new Random(seed));

        assertThat(sink.bad).isEmpty();
        assertThat(sink.frames).isEqualTo(frames.subList(0, sink.frames.size()));
    }

    @Property(tries = 1_000)
    void spoiledBytesNeverThrowAndNothingComesAfterABadConnection(@ForAll Codec codec, @ForAll long seed) {
        HostileBytes.feed(() -> codec.decoder(Peer.SMALL), HostileBytes.spoiled(codec, seed));
    }
}
