package dev.vellamo.protocol.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a frame is. The numbers are the wire's and are never reused. */
public enum FrameType {
    HELLO(1, 0),
    REQUEST(2, 0),
    SERVICE_REQUEST(3, 0),
    RESPONSE(4, 0),
    ERROR(5, 0),
    PART(6, 0),
    CANCEL_REQUEST(7, 0),
    KEY_CHANGED(8, 0),
    OPEN(FrameType.STREAM, 0),
    DATA(FrameType.STREAM, 1),
    CREDIT(FrameType.STREAM, 2),
    CLOSE(FrameType.STREAM, 3),
    CANCEL(FrameType.STREAM, 4),
    ABORT(FrameType.STREAM, 5),
    PING(10, 0),
    PONG(11, 0),
    GOING_AWAY(12, 0);

    /** The envelope of all frames of streams, which differ in their kind. */
    static final int STREAM = 9;

    /** The type, in lines of JSON, of all frames of streams. */
    static final String STREAM_WORD = "stream";

    private static final Map<String, FrameType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FrameType::word, Function.identity()));
    private static final @Nullable FrameType[] ENVELOPES = new @Nullable FrameType[16];
    private static final @Nullable FrameType[] OF_STREAM = new @Nullable FrameType[8];

    static {
        for (FrameType type : values()) {
            if (type.isOfStream()) {
                OF_STREAM[type.kind] = type;
            } else {
                ENVELOPES[type.envelope] = type;
            }
        }
    }

    private final int envelope;
    private final int kind;

    FrameType(int envelope, int kind) {
        this.envelope = envelope;
        this.kind = kind;
    }

    /** The type that stands in the envelope. */
    public int envelope() {
        return envelope;
    }

    /** Which frame of a stream; 0 for others. */
    public int kind() {
        return kind;
    }

    public boolean isOfStream() {
        return envelope == STREAM;
    }

    /** The name in lines of JSON: the type, or for a frame of a stream the kind. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type with this name, or {@code null} if this version has none. */
    static @Nullable FrameType named(String word) {
        return BY_WORD.get(word);
    }

    /** The type with these numbers, or {@code null} if this version has none. */
    static @Nullable FrameType of(int envelope, int kind) {
        if (envelope == STREAM) {
            return kind < OF_STREAM.length ? OF_STREAM[kind] : null;
        }
        return envelope < ENVELOPES.length && kind == 0 ? ENVELOPES[envelope] : null;
    }
}
