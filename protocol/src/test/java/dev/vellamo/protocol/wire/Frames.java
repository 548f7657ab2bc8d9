package dev.vellamo.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Frames of every type, as a seed decides. */
final class Frames {
    private static final List<String> WORDS =
            List.of("", "a", "größer", "日本語 😀", "\"quoted\"\\ \n\t", "\u0000\u0001", "{}");

    private final Random random;

    Frames(long seed) {
        random = new Random(seed);
    }

    static Frame.Greeting hello(Role role) {
        return new Frame.Greeting(new Hello(1, role, 7, role == Role.HOST ? 1 : 0, "secret", Peer.SMALL));
    }

    /** A hello and some more. */
    List<Frame> conversation(int count) {
        List<Frame> frames = new ArrayList<>();
        frames.add(hello(Role.CHILD));
        for (int i = 0; i < count; i++) {
            FrameType[] types = FrameType.values();
            frames.add(frame(types[random.nextInt(types.length)]));
        }
        return frames;
    }

    Frame frame(FrameType type) {
        long id = 1L + random.nextInt(1_000);
        boolean more = random.nextBoolean();
        return switch (type) {
            case HELLO -> hello(random.nextBoolean() ? Role.HOST : Role.CHILD);
            case REQUEST -> new Frame.Request(id, false, more, invocation(more));
            case SERVICE_REQUEST -> new Frame.Request(id, true, more, invocation(more));
            case RESPONSE -> new Frame.Response(id, more, payload());
            case ERROR -> new Frame.Failure(id, fault());
            case PART -> new Frame.Part(id, more, Bytes.of(bytes()));
            case CANCEL_REQUEST -> new Frame.CancelRequest(id);
            case KEY_CHANGED -> new Frame.KeyChanged(word(), number(), more ? payload() : null);
            case OPEN -> new Frame.Open(id, number(), invocation(false));
            case DATA -> new Frame.Data(id, more, payload());
            case CREDIT -> new Frame.Credit(more ? 0 : id, number());
            case CLOSE -> new Frame.Close(id);
            case CANCEL -> new Frame.Cancel(id, word());
            case ABORT -> new Frame.Abort(id, fault());
            case PING -> new Frame.Ping(number());
            case PONG -> new Frame.Pong(number());
            case GOING_AWAY -> new Frame.GoingAway(number(), fault());
        };
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private long number() {
        return random.nextLong() >>> 1;
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(8_000) : random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Payload payload() {
        return switch (random.nextInt(4)) {
            case 0 -> Payload.text(word());
            case 1 -> Payload.json("{\"a\":[1,2.50,-0.0,1E+30,null,true,\"x\"],\"b\":" + random.nextInt() + "}");
            case 2 -> new Payload(random.nextBoolean() ? Form.TEXT : Form.JSON, Bytes.of(bytes()));
            default -> Payload.bytes(bytes());
        };
    }

    private WireFault fault() {
        return new WireFault(random.nextInt(2_000), word());
    }

    private Invocation invocation(boolean more) {
        Bytes context = new InvocationContext("vat " + word(), word(), more ? word() : null, null, word()).encoded();
        return new Invocation(random.nextInt() & 0xFFFF_FFFFL, context, payload());
    }
}
