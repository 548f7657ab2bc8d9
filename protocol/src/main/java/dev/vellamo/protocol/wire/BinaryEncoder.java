package dev.vellamo.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The binary codec, writing: a header of 16 bytes, big endian, and a body. */
final class BinaryEncoder implements FrameEncoder {

    /**
     * The first byte is no text and begins no line of JSON; then the name, then what a transport spoils that takes the bytes
     * for text; then the version of this framing.
     */
    static final byte[] PREAMBLE = {(byte) 0x89, 'V', 'L', 'M', '\r', '\n', 0x1A, 1};

    @Override
    public void preamble(FrameOutput output) {
        output.append(PREAMBLE, 0, PREAMBLE.length);
    }

    @Override
    public void data(long id, boolean more, Form form, byte[] array, int offset, int length, FrameOutput output) {
        header(FrameType.DATA, form.flag() | more(more), id, length, output.room(WireLimits.HEADER_BYTES));
        output.append(array, offset, length);
    }

    private static int more(boolean more) {
        return more ? Flags.MORE : 0;
    }

    private static ByteBuffer header(FrameType type, int flags, long id, int length, ByteBuffer room) {
        int what = (type.envelope() << 24) | (type.kind() << 16) | (flags << 8);
        return room.putLong(((long) length << 32) | Integer.toUnsignedLong(what))
                .putLong(id);
    }

    @Override
    public void frame(Frame frame, FrameOutput output) {
        switch (frame.type()) {
            case HELLO -> bytes(frame.type(), 0, hello((Frame.Greeting) frame), output);
            case REQUEST, SERVICE_REQUEST -> request((Frame.Request) frame, output);
            case RESPONSE -> response((Frame.Response) frame, output);
            case ERROR -> fault(frame.type(), ((Frame.Failure) frame).id(), ((Frame.Failure) frame).fault(), output);
            case PART -> part((Frame.Part) frame, output);
            case CANCEL_REQUEST -> bytes(frame.type(), ((Frame.CancelRequest) frame).id(), Bytes.EMPTY, output);
            case KEY_CHANGED -> keyChanged((Frame.KeyChanged) frame, output);
            case OPEN -> open((Frame.Open) frame, output);
            case DATA -> data((Frame.Data) frame, output);
            case CREDIT ->
                number(frame.type(), ((Frame.Credit) frame).id(), ((Frame.Credit) frame).totalBytes(), output);
            case CLOSE -> bytes(frame.type(), ((Frame.Close) frame).id(), Bytes.EMPTY, output);
            case CANCEL ->
                bytes(frame.type(), ((Frame.Cancel) frame).id(), Bytes.utf8(((Frame.Cancel) frame).reason()), output);
            case ABORT -> fault(frame.type(), ((Frame.Abort) frame).id(), ((Frame.Abort) frame).fault(), output);
            case PING -> number(frame.type(), 0, ((Frame.Ping) frame).number(), output);
            case PONG -> number(frame.type(), 0, ((Frame.Pong) frame).number(), output);
            case GOING_AWAY -> goingAway((Frame.GoingAway) frame, output);
        }
    }

    private static Bytes hello(Frame.Greeting frame) {
        return WireJson.write(HelloJson.write(frame.hello(), WireJson.object()));
    }

    private static void bytes(FrameType type, long id, Bytes body, FrameOutput output) {
        header(type, 0, id, body.length(), output.room(WireLimits.HEADER_BYTES));
        output.append(body.array(), body.offset(), body.length());
    }

    private static void number(FrameType type, long id, long number, FrameOutput output) {
        int length = BinaryBodies.NUMBER_BYTES;
        header(type, 0, id, length, output.room(WireLimits.HEADER_BYTES + length))
                .putLong(number);
    }

    private static void fault(FrameType type, long id, WireFault fault, FrameOutput output) {
        byte[] message = fault.message().getBytes(StandardCharsets.UTF_8);
        int fixed = BinaryBodies.FAULT_BYTES;
        header(type, 0, id, fixed + message.length, output.room(WireLimits.HEADER_BYTES + fixed))
                .putInt(fault.code());
        output.append(message, 0, message.length);
    }

    private static void goingAway(Frame.GoingAway frame, FrameOutput output) {
        byte[] message = frame.fault().message().getBytes(StandardCharsets.UTF_8);
        int fixed = BinaryBodies.GOING_AWAY_BYTES + BinaryBodies.FAULT_BYTES;
        header(frame.type(), 0, 0, fixed + message.length, output.room(WireLimits.HEADER_BYTES + fixed))
                .putLong(frame.lastId())
                .putInt(frame.fault().code());
        output.append(message, 0, message.length);
    }

    private void data(Frame.Data frame, FrameOutput output) {
        Bytes bytes = frame.payload().bytes();
        data(frame.id(), frame.more(), frame.payload().form(), bytes.array(), bytes.offset(), bytes.length(), output);
    }

    private static void request(Frame.Request frame, FrameOutput output) {
        Invocation invocation = frame.invocation();
        int flags = invocation.arguments().form().flag() | more(frame.more());
        int length = BinaryBodies.lengthOf(frame);
        ByteBuffer room = output.room(WireLimits.HEADER_BYTES + BinaryBodies.INVOCATION_BYTES);
        invocation(invocation, header(frame.type(), flags, frame.id(), length, room), output);
    }

    private static void open(Frame.Open frame, FrameOutput output) {
        int flags = frame.invocation().arguments().form().flag();
        int fixed = BinaryBodies.OPEN_BYTES + BinaryBodies.INVOCATION_BYTES;
        ByteBuffer room = output.room(WireLimits.HEADER_BYTES + fixed);
        header(frame.type(), flags, frame.id(), BinaryBodies.lengthOf(frame), room)
                .putLong(frame.creditBytes());
        invocation(frame.invocation(), room, output);
    }

    private static void invocation(Invocation invocation, ByteBuffer room, FrameOutput output) {
        room.putInt((int) invocation.deadlineMillis())
                .putInt(invocation.context().length());
        append(invocation.context(), output);
        append(invocation.arguments().bytes(), output);
    }

    private static void append(Bytes bytes, FrameOutput output) {
        output.append(bytes.array(), bytes.offset(), bytes.length());
    }

    private static void response(Frame.Response frame, FrameOutput output) {
        Payload payload = frame.payload();
        int flags = payload.form().flag() | more(frame.more());
        header(frame.type(), flags, frame.id(), payload.length(), output.room(WireLimits.HEADER_BYTES));
        append(payload.bytes(), output);
    }

    private static void part(Frame.Part frame, FrameOutput output) {
        header(
                frame.type(),
                more(frame.more()),
                frame.id(),
                frame.bytes().length(),
                output.room(WireLimits.HEADER_BYTES));
        append(frame.bytes(), output);
    }

    private static void keyChanged(Frame.KeyChanged frame, FrameOutput output) {
        @Nullable Payload value = frame.value();
        byte[] key = frame.key().getBytes(StandardCharsets.UTF_8);
        int flags = value == null ? 0 : value.form().flag();
        ByteBuffer room = output.room(WireLimits.HEADER_BYTES + BinaryBodies.KEY_CHANGED_BYTES);
        header(frame.type(), flags, 0, BinaryBodies.lengthOf(frame), room)
                .putLong(frame.version())
                .putShort((short) key.length)
                .put((byte) (value == null ? 0 : 1));
        output.append(key, 0, key.length);
        if (value != null) {
            append(value.bytes(), output);
        }
    }
}
