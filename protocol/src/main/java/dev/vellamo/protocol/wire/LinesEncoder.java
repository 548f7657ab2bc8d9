package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The codec of JSON lines, writing: one object a line, in the order of {@code WIRE.md}. */
final class LinesEncoder implements FrameEncoder {
    private static final byte[] NEWLINE = {'\n'};

    @Override
    public void preamble(FrameOutput output) {
        // the brace of the hello is what the other side looks for
    }

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length, FrameOutput output) {
        frame(new Frame.Data(id, more, new Payload(form, Bytes.of(array, offset, length))), output);
    }

    @Override
    public void frame(Frame frame, FrameOutput output) {
        ObjectNode line = WireJson.object();
        if (frame.type().isOfStream()) {
            line.put("type", FrameType.STREAM_WORD).put("kind", frame.type().word());
            line.put("id", ((Frame.OfStream) frame).id());
            ofStream((Frame.OfStream) frame, line);
        } else {
            line.put("type", frame.type().word());
            other(frame, line);
        }
        Bytes bytes = WireJson.write(line);
        output.append(bytes.array(), bytes.offset(), bytes.length());
        output.append(NEWLINE, 0, NEWLINE.length);
    }

    private static void ofStream(Frame.OfStream frame, ObjectNode line) {
        switch (frame.type()) {
            case OPEN -> {
                line.put("credit", ((Frame.Open) frame).creditBytes());
                invocation(((Frame.Open) frame).invocation(), false, line);
            }
            case DATA -> {
                more(((Frame.Data) frame).more(), line);
                LinesPayload.writeCounted(((Frame.Data) frame).payload(), line);
            }
            case CREDIT -> line.put("total", ((Frame.Credit) frame).totalBytes());
            case CANCEL -> line.put("reason", ((Frame.Cancel) frame).reason());
            case ABORT -> fault(((Frame.Abort) frame).fault(), line);
            default -> {
                // a Close has nothing but its id
            }
        }
    }

    private static void other(Frame frame, ObjectNode line) {
        switch (frame.type()) {
            case HELLO -> HelloJson.write(((Frame.Greeting) frame).hello(), line);
            case REQUEST, SERVICE_REQUEST -> {
                Frame.Request request = (Frame.Request) frame;
                line.put("id", request.id());
                more(request.more(), line);
                invocation(request.invocation(), request.more(), line);
            }
            case RESPONSE -> {
                Frame.Response response = (Frame.Response) frame;
                line.put("id", response.id());
                more(response.more(), line);
                LinesPayload.write(response.payload(), response.more(), line);
            }
            case PART -> part((Frame.Part) frame, line);
            case ERROR -> fault(((Frame.Failure) frame).fault(), line.put("id", ((Frame.Failure) frame).id()));
            case CANCEL_REQUEST -> line.put("id", ((Frame.CancelRequest) frame).id());
            case KEY_CHANGED -> keyChanged((Frame.KeyChanged) frame, line);
            case PING -> line.put("number", ((Frame.Ping) frame).number());
            case PONG -> line.put("number", ((Frame.Pong) frame).number());
            case GOING_AWAY ->
                fault(((Frame.GoingAway) frame).fault(), line.put("lastId", ((Frame.GoingAway) frame).lastId()));
            default -> throw new IllegalStateException(frame.type() + " is a frame of a stream");
        }
    }

    private static void part(Frame.Part frame, ObjectNode line) {
        line.put("id", frame.id());
        more(frame.more(), line);
        LinesPayload.write(new Payload(Form.BYTES, frame.bytes()), true, line);
    }

    private static void keyChanged(Frame.KeyChanged frame, ObjectNode line) {
        line.put("key", frame.key()).put("version", frame.version());
        Payload value = frame.value();
        if (value != null) {
            LinesPayload.writeCounted(value, line);
        }
    }

    private static void more(boolean more, ObjectNode line) {
        if (more) {
            line.put("more", true);
        }
    }

    private static void fault(WireFault fault, ObjectNode line) {
        line.put("code", fault.code()).put("message", fault.message());
    }

    private static void invocation(Invocation invocation, boolean more, ObjectNode line) {
        if (invocation.deadlineMillis() != 0) {
            line.put("deadlineMillis", invocation.deadlineMillis());
        }
        line.set("context", context(invocation.context()));
        LinesPayload.write(invocation.arguments(), more, line);
    }

    /** What is no JSON object stands as a string, so that the one who handles the call refuses it, and not the wire. */
    private static JsonNode context(Bytes context) {
        try {
            return WireJson.readObject(context, "the context");
        } catch (WireException e) {
            return WireJson.object().textNode(context.text());
        }
    }
}
