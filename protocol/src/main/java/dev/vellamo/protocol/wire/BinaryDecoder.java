package dev.vellamo.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The binary codec, reading.
 *
 * <p>A frame that is whole in a chunk is handed on as a part of that chunk. For one that is not, an array of its length is
 * made once the header is there and the length is allowed; so at most one frame is held. From a buffer, a long frame goes
 * straight into an array of its own, and what is between two of them is one chunk: every byte is copied once, but for those of
 * a short frame that is not whole.
 */
final class BinaryDecoder implements FrameDecoder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** From here on an array costs less than a second copy of what goes into it. */
    private static final int LONG_BYTES = 8 << 10;

    private final WireLimits limits;
    private final byte[] header = new byte[WireLimits.HEADER_BYTES];
    private int preambleRead;
    private int headerRead;
    private byte @Nullable [] body;
    private int bodyRead;
    /** Bytes of a frame that nobody wants. */
    private int skip;

    private boolean greeted;
    private boolean dead;

    // Of the frame whose header was read last; the type only if its body has begun.
    private @Nullable FrameType bodyType;
    private int flags;
    private long id;
    private int length;

    BinaryDecoder(WireLimits limits) {
        this.limits = limits;
    }

    @Override
    public void decode(byte[] array, int offset, int length, FrameSink sink) {
        int end = offset + length;
        int at = offset;
        while (at < end && !dead) {
            if (preambleRead < BinaryEncoder.PREAMBLE.length) {
                at = preamble(array, at, sink);
            } else if (skip > 0) {
                int skipped = Math.min(skip, end - at);
                skip -= skipped;
                at += skipped;
            } else if (body != null) {
                at = restOfBody(body, array, at, end, sink);
            } else if (headerRead == 0 && end - at >= WireLimits.HEADER_BYTES) {
                FrameType type = readHeader(array, at, sink);
                at = beginBody(type, array, at + WireLimits.HEADER_BYTES, end, sink);
            } else {
                at = restOfHeader(array, at, end, sink);
            }
        }
    }

    @Override
    public void decode(ByteBuffer chunk, FrameSink sink) {
        while (chunk.hasRemaining() && !dead) {
            if (body != null) {
                restOfBody(body, chunk, sink);
                continue;
            }
            byte[] run = new byte[lengthOfRun(chunk)];
            chunk.get(run);
            decode(run, 0, run.length, sink);
        }
    }

    /** How much of the buffer is read as one array: up to the body of the next long frame. */
    private int lengthOfRun(ByteBuffer chunk) {
        if (!greeted || skip > 0) {
            return chunk.remaining();
        }
        if (headerRead > 0) {
            return Math.min(header.length - headerRead, chunk.remaining());
        }
        int at = chunk.position();
        while (chunk.limit() - at >= WireLimits.HEADER_BYTES) {
            int length = chunk.getInt(at);
            at += WireLimits.HEADER_BYTES;
            if (length < 0 || length >= LONG_BYTES) {
                return at - chunk.position();
            }
            at += Math.min(length, chunk.limit() - at);
        }
        return chunk.remaining();
    }

    private int preamble(byte[] array, int at, FrameSink sink) {
        if (array[at] != BinaryEncoder.PREAMBLE[preambleRead]) {
            boolean version = preambleRead == BinaryEncoder.PREAMBLE.length - 1;
            die(
                    version ? WireError.UNSUPPORTED : WireError.PROTOCOL,
                    version
                            ? "framing version " + array[at] + " is not known here"
                            : "the first bytes are not those of this protocol",
                    sink);
        }
        preambleRead++;
        return at + 1;
    }

    private int restOfHeader(byte[] array, int at, int end, FrameSink sink) {
        int count = Math.min(header.length - headerRead, end - at);
        System.arraycopy(array, at, header, headerRead, count);
        headerRead += count;
        if (headerRead < header.length) {
            return at + count;
        }
        headerRead = 0;
        FrameType type = readHeader(header, 0, sink);
        return beginBody(type, array, at + count, end, sink);
    }

    private int beginBody(@Nullable FrameType type, byte[] array, int at, int end, FrameSink sink) {
        if (dead || skip > 0) {
            return at;
        }
        if (end - at >= length) {
            dispatch(type, array, at, sink);
            return at + length;
        }
        bodyType = type;
        body = new byte[length];
        bodyRead = end - at;
        System.arraycopy(array, at, body, 0, bodyRead);
        return end;
    }

    private int restOfBody(byte[] body, byte[] array, int at, int end, FrameSink sink) {
        int count = Math.min(length - bodyRead, end - at);
        System.arraycopy(array, at, body, bodyRead, count);
        bodyRead += count;
        if (bodyRead == length) {
            this.body = null;
            dispatch(bodyType, body, 0, sink);
        }
        return at + count;
    }

    private void restOfBody(byte[] body, ByteBuffer chunk, FrameSink sink) {
        int count = Math.min(length - bodyRead, chunk.remaining());
        chunk.get(body, bodyRead, count);
        bodyRead += count;
        if (bodyRead == length) {
            this.body = null;
            dispatch(bodyType, body, 0, sink);
        }
    }

    /** Returns what frame it is, or {@code null} if its body is not wanted. */
    private @Nullable FrameType readHeader(byte[] array, int at, FrameSink sink) {
        length = (int) INT.get(array, at);
        int envelope = array[at + 4] & 0xFF;
        int kind = array[at + 5] & 0xFF;
        flags = array[at + 6] & 0xFF;
        id = (long) LONG.get(array, at + 8);
        FrameType type = FrameType.of(envelope, kind);
        if (length < 0 || length > limits.maxFrameBytes()) {
            die(
                    WireError.FRAME_TOO_LARGE,
                    "a frame has " + Integer.toUnsignedString(length) + " bytes, and " + limits.maxFrameBytes()
                            + " are allowed",
                    sink);
        } else if (array[at + 7] != 0) {
            die(WireError.PROTOCOL, "the reserved byte of a frame is not 0", sink);
        } else if (!greeted) {
            first(type, sink);
        } else if (type == null || !Flags.understood(flags)) {
            notUnderstood(type, envelope, kind, sink);
            return null;
        } else if (!idFits(type)) {
            die(WireError.PROTOCOL, "a frame " + type + " has the id " + Long.toUnsignedString(id), sink);
        }
        return type;
    }

    private void first(@Nullable FrameType type, FrameSink sink) {
        greeted = true;
        if (type != FrameType.HELLO && type != FrameType.GOING_AWAY) {
            die(WireError.PROTOCOL, "the first frame is no hello", sink);
        } else if (!Flags.understood(flags)) {
            die(WireError.UNSUPPORTED, "the first frame has the flags " + flags + ", which are not known here", sink);
        } else if (!idFits(type)) {
            die(WireError.PROTOCOL, "the first frame has the id " + Long.toUnsignedString(id), sink);
        } else if (length > WireLimits.MAX_HELLO_BYTES) {
            die(
                    WireError.FRAME_TOO_LARGE,
                    "a hello has " + length + " bytes, and " + WireLimits.MAX_HELLO_BYTES + " are allowed",
                    sink);
        }
    }

    private void notUnderstood(@Nullable FrameType type, int envelope, int kind, FrameSink sink) {
        var fault = new WireFault(
                WireError.UNSUPPORTED,
                "a frame of type " + envelope + ", kind " + kind + " and flags " + flags + " is not known here");
        boolean ignorable = (flags & Flags.IGNORABLE) != 0 && type != FrameType.DATA;
        if (!ignorable && (envelope != FrameType.STREAM || id == 0)) {
            die(WireError.UNSUPPORTED, fault.message(), sink);
            return;
        }
        if (!ignorable) {
            sink.badStreamFrame(id, type == FrameType.DATA ? WireLimits.HEADER_BYTES + length : 0, fault);
        }
        skip = length;
    }

    private boolean idFits(FrameType type) {
        return switch (type) {
            case HELLO, KEY_CHANGED, PING, PONG, GOING_AWAY -> id == 0;
            case CREDIT -> true;
            case REQUEST, SERVICE_REQUEST, RESPONSE, ERROR, PART, CANCEL_REQUEST -> id > 0;
            case OPEN, DATA, CLOSE, CANCEL, ABORT -> id != 0;
        };
    }

    private void dispatch(@Nullable FrameType type, byte[] array, int at, FrameSink sink) {
        if (type == FrameType.DATA) {
            sink.data(id, (flags & Flags.MORE) != 0, Form.of(flags), array, at, length);
        } else if (type != null) {
            other(type, Bytes.of(array, at, length), sink);
        }
    }

    private void other(FrameType type, Bytes body, FrameSink sink) {
        try {
            sink.frame(BinaryFrames.read(type, flags, id, body));
        } catch (WireException e) {
            if (type.isOfStream() && id != 0) {
                sink.badStreamFrame(id, 0, e.fault());
            } else {
                dead = true;
                sink.badConnection(e.fault());
            }
        }
    }

    private void die(WireError error, String message, FrameSink sink) {
        dead = true;
        sink.badConnection(new WireFault(error, message));
    }

    @Override
    public boolean isInsideFrame() {
        return !dead
                && (headerRead > 0
                        || body != null
                        || skip > 0
                        || (preambleRead > 0 && preambleRead < BinaryEncoder.PREAMBLE.length));
    }
}
