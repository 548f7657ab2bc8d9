package dev.vellamo.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the bodies of binary frames. */
final class BinaryFrames {

    private BinaryFrames() {}

    static Frame read(FrameType type, int flags, long id, Bytes body) throws WireException {
        Payload payload = new Payload(Form.of(flags), body);
        boolean more = (flags & Flags.MORE) != 0;
        return switch (type) {
            case HELLO -> new Frame.Greeting(HelloJson.read(WireJson.readObject(body, "a hello")));
            case REQUEST -> new Frame.Request(id, false, more, invocation(payload, 0));
            case SERVICE_REQUEST -> new Frame.Request(id, true, more, invocation(payload, 0));
            case RESPONSE -> new Frame.Response(id, more, payload);
            case ERROR -> new Frame.Failure(id, fault(body, 0));
            case PART -> new Frame.Part(id, more, body);
            case CANCEL_REQUEST -> new Frame.CancelRequest(id);
            case KEY_CHANGED -> keyChanged(payload);
            case OPEN -> open(id, payload);
            case DATA -> new Frame.Data(id, more, payload);
            case CREDIT -> new Frame.Credit(id, number(body));
            case CLOSE -> new Frame.Close(id);
            case CANCEL -> new Frame.Cancel(id, body.text());
            case ABORT -> new Frame.Abort(id, fault(body, 0));
            case PING -> new Frame.Ping(number(body));
            case PONG -> new Frame.Pong(number(body));
            case GOING_AWAY -> goingAway(body);
        };
    }

    /** The body from there on, which has to have these fixed fields at least. */
    private static ByteBuffer fields(Bytes body, int from, int bytes) throws WireException {
        if (body.length() - from < bytes) {
            throw malformed("a body of " + body.length() + " bytes is too short for its fields");
        }
        return ByteBuffer.wrap(body.array(), body.offset() + from, bytes);
    }

    private static WireException malformed(String message) {
        return new WireException(WireError.PROTOCOL, message);
    }

    private static long number(Bytes body) throws WireException {
        if (body.length() != BinaryBodies.NUMBER_BYTES) {
            throw malformed("a body of " + body.length() + " bytes is no number");
        }
        return fields(body, 0, BinaryBodies.NUMBER_BYTES).getLong();
    }

    private static WireFault fault(Bytes body, int from) throws WireException {
        int code = fields(body, from, BinaryBodies.FAULT_BYTES).getInt();
        return new WireFault(code, rest(body, from + BinaryBodies.FAULT_BYTES).text());
    }

    private static Bytes rest(Bytes body, int from) {
        return body.slice(from, body.length() - from);
    }

    private static Invocation invocation(Payload payload, int from) throws WireException {
        Bytes body = payload.bytes();
        ByteBuffer fields = fields(body, from, BinaryBodies.INVOCATION_BYTES);
        long deadlineMillis = Integer.toUnsignedLong(fields.getInt());
        int contextBytes = fields.getInt();
        int context = from + BinaryBodies.INVOCATION_BYTES;
        if (contextBytes < 0 || contextBytes > WireLimits.MAX_CONTEXT_BYTES || contextBytes > body.length() - context) {
            throw malformed("the context of a call cannot have " + Integer.toUnsignedString(contextBytes) + " bytes");
        }
        Bytes arguments = rest(body, context + contextBytes);
        return new Invocation(
                deadlineMillis, body.slice(context, contextBytes), new Payload(payload.form(), arguments));
    }

    private static Frame open(long id, Payload payload) throws WireException {
        if (payload.length() > WireLimits.MAX_OPEN_BYTES) {
            throw new WireException(
                    WireError.TOO_LARGE,
                    "an Open has " + payload.length() + " bytes, and " + WireLimits.MAX_OPEN_BYTES + " are allowed");
        }
        long credit = fields(payload.bytes(), 0, BinaryBodies.OPEN_BYTES).getLong();
        if (credit < 0) {
            throw new WireException(WireError.FLOW_CONTROL, "the first credit of a stream is not below 2^63");
        }
        return new Frame.Open(id, credit, invocation(payload, BinaryBodies.OPEN_BYTES));
    }

    private static Frame keyChanged(Payload payload) throws WireException {
        Bytes body = payload.bytes();
        ByteBuffer fields = fields(body, 0, BinaryBodies.KEY_CHANGED_BYTES);
        long version = fields.getLong();
        int keyBytes = Short.toUnsignedInt(fields.getShort());
        boolean present = fields.get() != 0;
        int valueAt = BinaryBodies.KEY_CHANGED_BYTES + keyBytes;
        if (keyBytes > Frame.KeyChanged.MAX_KEY_BYTES || valueAt > body.length()) {
            throw malformed("a key cannot have " + keyBytes + " bytes");
        }
        String key = strictText(body.slice(BinaryBodies.KEY_CHANGED_BYTES, keyBytes));
        Payload value = new Payload(payload.form(), rest(body, valueAt));
        return new Frame.KeyChanged(key, version, present ? value : null);
    }

    private static String strictText(Bytes bytes) throws WireException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a key is not UTF-8: " + e.getMessage());
        }
    }

    private static Frame goingAway(Bytes body) throws WireException {
        long lastId = fields(body, 0, BinaryBodies.GOING_AWAY_BYTES).getLong();
        return new Frame.GoingAway(lastId, fault(body, BinaryBodies.GOING_AWAY_BYTES));
    }
}
