package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a decoder reads from a buffer that is filled again and again is what it reads from arrays. */
class BufferDecodingProperties {

    private static final int MOST_BYTES = Peer.SMALL.maxFrameBytes();

    /** A hello, and then frames of which every third is long. */
    private static byte[] conversation(Codec codec, Random random) {
        var output = ArrayOutput.unlimited();
        FrameEncoder encoder = codec.encoder();
        encoder.preamble(output);
        encoder.frame(Frames.hello(Role.CHILD), output);
        for (int i = 0; i < 30; i++) {
            var bytes =
                    new byte[i % 3 == 0 ? MOST_BYTES / 2 + random.nextInt(MOST_BYTES / 2 + 1) : random.nextInt(100)];
            random.nextBytes(bytes);
            encoder.data(1 + random.nextInt(3), random.nextBoolean(), Form.BYTES, bytes, 0, bytes.length, output);
            encoder.frame(new Frame.Ping(i), output);
        }
        return output.take();
    }

    private static RecordingSink fromArray(Codec codec, byte[] bytes) {
        var sink = new RecordingSink();
        codec.decoder(Peer.SMALL).decode(bytes, 0, bytes.length, sink);
        return sink;
    }

    private static RecordingSink fromBuffer(Codec codec, byte[] bytes, Random random) {
        var sink = new RecordingSink();
        FrameDecoder decoder = codec.decoder(Peer.SMALL);
        ByteBuffer buffer = ByteBuffer.allocateDirect(3 * MOST_BYTES);
        for (int at = 0; at < bytes.length; ) {
            int most = random.nextBoolean() ? buffer.capacity() : 40;
            int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
            decoder.decode(buffer.clear().put(bytes, at, length).flip(), sink);
            at += length;
            overwrite(buffer);
        }
        return sink;
    }

    private static void overwrite(ByteBuffer buffer) {
        buffer.clear().put(new byte[buffer.capacity()]);
    }

    @Property(tries = 200)
    void itIsTheSameWhateverTheChunks(@ForAll Codec codec, @ForAll long seed) {
        var random = new Random(seed);
        byte[] bytes = conversation(codec, random);

        RecordingSink expected = fromArray(codec, bytes.clone());
        RecordingSink read = fromBuffer(codec, bytes, random);

        assertThat(read.bad).isEmpty();
        assertThat(read.frames).hasSize(61).isEqualTo(expected.frames);
    }

    @Property(tries = 500)
    void itIsTheSameForSpoiledBytes(@ForAll Codec codec, @ForAll long seed) {
        var random = new Random(seed);
        byte[] bytes = conversation(codec, random);
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }

        RecordingSink expected = fromArray(codec, bytes.clone());
        RecordingSink read = fromBuffer(codec, bytes, random);

        assertThat(read.bad).isEqualTo(expected.bad);
        assertThat(read.frames).isEqualTo(expected.frames);
    }

    @Property(tries = 100)
    void aLongMessageIsInAnArrayOfItsOwn(@ForAll long seed) {
        var random = new Random(seed);
        byte[] bytes = conversation(Codec.BINARY, random);
        List<Integer> arrays = new ArrayList<>();
        var sink = new RecordingSink();
        FrameDecoder decoder = Codec.BINARY.decoder(Peer.SMALL);
        decoder.decode(ByteBuffer.wrap(bytes, 0, 40), sink); // the header of the hello, at least
        decoder.decode(ByteBuffer.wrap(bytes, 40, bytes.length - 40), sink);

        for (Frame frame : sink.frames) {
            if (frame instanceof Frame.Data data && data.payload().length() >= 8 << 10) {
                arrays.add(
                        data.payload().bytes().array().length - data.payload().length());
            }
        }
        assertThat(arrays).hasSize(10).containsOnly(0);
    }
}
