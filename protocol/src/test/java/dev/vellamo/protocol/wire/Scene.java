package dev.vellamo.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.protocol.wire.AtEachEnd.End;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An honest end, and a hostile one that says what it likes. */
final class Scene {
    final Peer honest;
    final Role hostile;
    final RecordingSink heard = new RecordingSink();
    private final Codec codec;
    private final FrameDecoder decoder;

    private Scene(End end, WireSettings settings) {
        honest = Peer.of(end.role(), settings, end.codec());
        codec = end.codec();
        hostile = end.role().other();
        decoder = codec.decoder(WireLimits.DEFAULT);
        var preamble = ArrayOutput.unlimited();
        honest.encoder.preamble(preamble);
        honest.input(preamble.take());
    }

    /** Both have said hello. */
    static Scene of(End end) {
        return of(end, Peer.small());
    }

    static Scene of(End end, WireSettings settings) {
        var scene = new Scene(end, settings);
        scene.say(Frames.hello(scene.hostile));
        scene.honest.events.clear();
        scene.heard.frames.clear();
        return scene;
    }

    static Scene withLimits(End end, WireLimits limits) {
        return of(end, Peer.small().withLimits(limits));
    }

    /** The hostile end has said nothing yet, but for the preamble. */
    static Scene ungreeted(End end) {
        return new Scene(end, Peer.small());
    }

    /** The n-th id of the hostile side. */
    long id(int n) {
        return hostile == Role.HOST ? 2L * n : 2L * n - 1;
    }

    /** An id of the honest side, which it has not used. */
    long foreignId() {
        return hostile == Role.HOST ? 1_001 : 1_000;
    }

    void say(Frame... frames) {
        var output = ArrayOutput.unlimited();
        for (Frame frame : frames) {
            honest.encoder.frame(frame, output);
        }
        bytes(output.take());
    }

    void bytes(byte... bytes) {
        honest.input(bytes);
        byte[] answer = honest.output();
        decoder.decode(answer, 0, answer.length, heard);
    }

    /** What no encoder writes: bytes in the one codec, a line in the other. */
    void sayRaw(byte[] frame, String line) {
        bytes(codec == Codec.BINARY ? frame : (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A line, for tests that are about lines. */
    void sayLine(String line) {
        sayRaw(new byte[0], line);
    }

    /** A frame as bytes, its body zeros; {@code length} is what it says of itself. */
    static byte[] raw(int length, int envelope, int kindAndFlags, long id, int body) {
        return ByteBuffer.allocate(WireLimits.HEADER_BYTES + body)
                .putInt(length)
                .put((byte) envelope)
                .putShort((short) kindAndFlags)
                .put((byte) 0)
                .putLong(id)
                .array();
    }

    Frame open(int n) {
        return new Frame.Open(id(n), 1_000, Peer.call("vat", "stream"));
    }

    Frame data(int n, int length, boolean more) {
        return new Frame.Data(id(n), more, Payload.bytes(new byte[length]));
    }

    Frame.Request request(int n) {
        return request(n, 0, false);
    }

    Frame.Request request(int n, int bytes, boolean more) {
        Invocation call = Peer.call("vat", "m").withArguments(Payload.bytes(new byte[bytes]));
        return new Frame.Request(id(n), false, more, call);
    }

    Frame part(int n, int bytes, boolean more) {
        return new Frame.Part(id(n), more, Bytes.of(new byte[bytes]));
    }

    /** A stream of the honest side's that keeps its connection open while it goes away. */
    void goingAway() {
        honest.open();
        honest.state.goAway("the kernel stops");
        bytes();
        heard.frames.clear();
    }

    /** The stream ends with this, another goes on, and so does the connection. */
    void endsTheStreamOnly(int n, WireError error) {
        assertThat(aborts()).containsExactly(id(n) + " " + error);
        say(open(50), new Frame.Data(id(50), false, Payload.text("still here")));
        assertThat(honest.received(id(50))).containsExactly(Bytes.utf8("still here"));
        assertThat(honest.end).isNull();
    }

    List<String> aborts() {
        return heard.frames.stream()
                .filter(Frame.Abort.class::isInstance)
                .map(Frame.Abort.class::cast)
                .map(abort -> abort.id() + " " + abort.fault().name())
                .toList();
    }

    /** The one answer is that the request failed with this; another is accepted, and the connection lives. */
    void refusesTheRequestOnly(int n, WireError error) {
        assertThat(failures()).containsExactly(id(n) + " " + error);
        assertThat(honest.events).isEmpty();
        assertThat(honest.end).isNull();
    }

    List<String> failures() {
        return heard.frames.stream()
                .filter(Frame.Failure.class::isInstance)
                .map(Frame.Failure.class::cast)
                .map(failure -> failure.id() + " " + failure.fault().name())
                .toList();
    }

    void endsTheConnection(WireError error) {
        assertThat(honest.events).endsWith("ended " + error);
        assertThat(heard.frames.get(heard.frames.size() - 1))
                .isInstanceOfSatisfying(
                        Frame.GoingAway.class,
                        last -> assertThat(last.fault().is(error)).isTrue());
        assertThat(honest.state.hasOutput()).isFalse();
        int events = honest.events.size();
        say(open(49));
        assertThat(honest.events).hasSize(events);
        assertThat(honest.state.occupancy().openStreams()).isZero();
        assertThat(honest.state.occupancy().owed()).isZero();
    }
}
