package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The codec of JSON lines, reading. The bytes are cut at newlines before anything is decoded, so a chunk may end inside a
 * character.
 */
final class LinesDecoder implements FrameDecoder {

    /** What the longest escape of a character needs. */
    static final int ESCAPE_BYTES = 6;

    /** Room for the names in a line, with numbers and braces. */
    private static final int ENVELOPE_BYTES = 4 << 10;

    /** What the first reservation for a line that is not whole has. */
    private static final int FIRST_BYTES = 256;

    private final WireLimits limits;
    private byte[] line = new byte[FIRST_BYTES];
    private int lineBytes;
    private boolean greeted;
    private boolean dead;

    LinesDecoder(WireLimits limits) {
        this.limits = limits;
    }

    /** Base64 takes four thirds; so does text with as many escapes as the encoder lets be. Others use base64. */
    private long maxLineBytes() {
        return greeted ? 2L * limits.maxFrameBytes() + ENVELOPE_BYTES : WireLimits.MAX_HELLO_BYTES;
    }

    @Override
    public void decode(byte[] array, int offset, int length, FrameSink sink) {
        int end = offset + length;
        int from = offset;
        for (int at = offset; at < end && !dead; at++) {
            if (array[at] == '\n') {
                line(array, from, at, sink);
                from = at + 1;
            }
        }
        if (!dead && from < end) {
            keep(array, from, end - from, sink);
        }
    }

    private void line(byte[] array, int from, int to, FrameSink sink) {
        if (lineBytes > 0) {
            keep(array, from, to - from, sink);
            Bytes whole = Bytes.of(line, 0, lineBytes);
            lineBytes = 0;
            read(whole, sink);
        } else {
            read(Bytes.of(array, from, to - from), sink);
        }
    }

    private void keep(byte[] array, int from, int count, FrameSink sink) {
        int needed = lineBytes + count;
        if (needed > maxLineBytes()) {
            tooLong(sink);
            return;
        }
        if (needed > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(maxLineBytes(), Math.max(needed, 2L * line.length)));
        }
        System.arraycopy(array, from, line, lineBytes, count);
        lineBytes = needed;
    }

    private void tooLong(FrameSink sink) {
        die(new WireFault(WireError.FRAME_TOO_LARGE, "a line has more than " + maxLineBytes() + " bytes"), sink);
    }

    private void read(Bytes bytes, FrameSink sink) {
        if (dead || bytes.text().isBlank()) {
            return;
        }
        if (bytes.length() > maxLineBytes()) {
            tooLong(sink);
            return;
        }
        try {
            dispatch(WireJson.readObject(bytes, "a line"), sink);
        } catch (WireException e) {
            die(e.fault(), sink);
        }
    }

    private void dispatch(JsonNode object, FrameSink sink) throws WireException {
        String word = WireJson.text(object, "type");
        boolean ofStream = word.equals(FrameType.STREAM_WORD);
        String kind = ofStream ? WireJson.text(object, "kind") : word;
        FrameType type = FrameType.named(kind);
        if (type != null && type.isOfStream() != ofStream) {
            type = null;
        }
        if (!greeted && type != FrameType.HELLO && type != FrameType.GOING_AWAY) {
            throw new WireException(WireError.PROTOCOL, "the first line is no hello");
        }
        greeted = true;
        if (ofStream) {
            ofStream(type, kind, object, sink);
        } else if (type != null) {
            sink.frame(LinesFrames.read(type, object));
        } else if (!WireJson.flag(object, "ignorable")) {
            throw unknown(word);
        }
    }

    private static WireException unknown(String word) {
        return new WireException(WireError.UNSUPPORTED, "a line of type \"" + word + "\" is not known here");
    }

    private void ofStream(@Nullable FrameType type, String kind, JsonNode object, FrameSink sink) throws WireException {
        long id = WireJson.number(object, "id", 0);
        if (id == 0 && type != FrameType.CREDIT) {
            throw new WireException(WireError.PROTOCOL, "a line of a stream has no id");
        }
        try {
            if (type == FrameType.DATA) {
                data(id, object, sink);
            } else if (type != null) {
                sink.frame(LinesFrames.readOfStream(type, id, object));
            } else if (!WireJson.flag(object, "ignorable")) {
                throw unknown(kind);
            }
        } catch (WireException e) {
            if (id == 0) {
                throw e;
            }
            // How long the payload was meant to be is not known, so it costs what the shortest does.
            sink.badStreamFrame(id, type == FrameType.DATA ? WireLimits.HEADER_BYTES : 0, e.fault());
        }
    }

    private void data(long id, JsonNode object, FrameSink sink) throws WireException {
        if (object.has("json")) {
            throw new WireException(WireError.DECODE, "data has no json, but text with \"form\":\"json\"");
        }
        Payload payload = LinesPayload.read(object);
        Bytes bytes = payload.bytes();
        if (bytes.length() > limits.maxFrameBytes()) {
            int charge = WireLimits.HEADER_BYTES + bytes.length();
            sink.badStreamFrame(id, charge, tooLarge(bytes.length()).fault());
            return;
        }
        boolean more = WireJson.flag(object, "more");
        sink.data(id, more, payload.form(), bytes.array(), bytes.offset(), bytes.length());
    }

    private WireException tooLarge(int bytes) {
        return new WireException(
                WireError.FRAME_TOO_LARGE,
                "the payload of a line has " + bytes + " bytes, and " + limits.maxFrameBytes() + " are allowed");
    }

    private void die(WireFault fault, FrameSink sink) {
        dead = true;
        line = new byte[0];
        lineBytes = 0;
        sink.badConnection(fault);
    }

    @Override
    public boolean isInsideFrame() {
        return lineBytes > 0;
    }
}
