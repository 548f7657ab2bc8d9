package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads frames from the objects of lines. */
final class LinesFrames {

    private LinesFrames() {}

    static Frame read(FrameType type, JsonNode line) throws WireException {
        return switch (type) {
            case HELLO -> new Frame.Greeting(HelloJson.read(line));
            case REQUEST -> new Frame.Request(id(line), false, more(line), invocation(line));
            case SERVICE_REQUEST -> new Frame.Request(id(line), true, more(line), invocation(line));
            case RESPONSE -> new Frame.Response(id(line), more(line), LinesPayload.read(line));
            case ERROR -> new Frame.Failure(id(line), fault(line));
            case PART ->
                new Frame.Part(id(line), more(line), LinesPayload.read(line).bytes());
            case CANCEL_REQUEST -> new Frame.CancelRequest(id(line));
            case KEY_CHANGED -> keyChanged(line);
            case PING -> new Frame.Ping(WireJson.number(line, "number", 0));
            case PONG -> new Frame.Pong(WireJson.number(line, "number", 0));
            case GOING_AWAY -> new Frame.GoingAway(WireJson.number(line, "lastId", 0), fault(line));
            default -> throw new IllegalStateException(type + " is a frame of a stream");
        };
    }

    static Frame readOfStream(FrameType type, long id, JsonNode line) throws WireException {
        return switch (type) {
            case OPEN -> open(id, line);
            case CREDIT -> new Frame.Credit(id, total(line, "total"));
            case CLOSE -> new Frame.Close(id);
            case CANCEL -> {
                String reason = WireJson.optionalText(line, "reason");
                yield new Frame.Cancel(id, reason == null ? "" : reason);
            }
            case ABORT -> new Frame.Abort(id, fault(line));
            default -> throw new IllegalStateException(type + " is no frame of a stream, or Data");
        };
    }

    private static Frame open(long id, JsonNode line) throws WireException {
        var open = new Frame.Open(id, total(line, "credit"), invocation(line));
        int bytes = BinaryBodies.lengthOf(open);
        if (bytes > WireLimits.MAX_OPEN_BYTES) {
            throw new WireException(
                    WireError.TOO_LARGE,
                    "an Open has " + bytes + " bytes, and " + WireLimits.MAX_OPEN_BYTES + " are allowed");
        }
        return open;
    }

    private static long id(JsonNode line) throws WireException {
        long id = WireJson.number(line, "id", 0);
        if (id <= 0) {
            throw new WireException(WireError.PROTOCOL, "a line has no id above 0");
        }
        return id;
    }

    private static boolean more(JsonNode line) throws WireException {
        return WireJson.flag(line, "more");
    }

    private static long total(JsonNode line, String name) throws WireException {
        long total = WireJson.number(line, name, -1);
        if (total < 0) {
            throw new WireException(WireError.FLOW_CONTROL, name + " is missing, or not between 0 and 2^63");
        }
        return total;
    }

    private static WireFault fault(JsonNode line) throws WireException {
        String message = WireJson.optionalText(line, "message");
        return new WireFault(WireJson.smallNumber(line, "code", 0), message == null ? "" : message);
    }

    private static Invocation invocation(JsonNode line) throws WireException {
        long deadlineMillis = WireJson.number(line, "deadlineMillis", 0);
        if (deadlineMillis < 0 || deadlineMillis > Invocation.MAX_DEADLINE_MILLIS) {
            throw new WireException(WireError.DECODE, "deadlineMillis is not between 0 and 2^32");
        }
        JsonNode context = line.get("context");
        Bytes bytes = context == null
                ? Bytes.EMPTY
                : context.isTextual() ? Bytes.utf8(context.textValue()) : WireJson.write(context);
        if (bytes.length() > WireLimits.MAX_CONTEXT_BYTES) {
            throw new WireException(
                    WireError.PROTOCOL,
                    "the context of a call has more than " + WireLimits.MAX_CONTEXT_BYTES + " bytes");
        }
        return new Invocation(deadlineMillis, bytes, LinesPayload.read(line));
    }

    private static Frame keyChanged(JsonNode line) throws WireException {
        String key = WireJson.text(line, "key");
        if (Bytes.utf8(key).length() > Frame.KeyChanged.MAX_KEY_BYTES) {
            throw new WireException(
                    WireError.PROTOCOL, "a key has more than " + Frame.KeyChanged.MAX_KEY_BYTES + " bytes");
        }
        Payload value = LinesPayload.isIn(line) ? LinesPayload.read(line) : null;
        return new Frame.KeyChanged(key, WireJson.number(line, "version", 0), value);
    }
}
