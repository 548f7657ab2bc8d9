package dev.vellamo.protocol.wire;

/** Bytes of an application, and what they are. */
public record Payload(Form form, Bytes bytes) {

    public static final Payload EMPTY = new Payload(Form.BYTES, Bytes.EMPTY);

    public static Payload bytes(byte... bytes) {
        return new Payload(Form.BYTES, Bytes.of(bytes));
    }

    public static Payload text(String text) {
        return new Payload(Form.TEXT, Bytes.utf8(text));
    }

    /** One JSON value, which is not looked at. */
    public static Payload json(String json) {
        return new Payload(Form.JSON, Bytes.utf8(json));
    }

    public int length() {
        return bytes.length();
    }

    Payload slice(int from, int count) {
        return from == 0 && count == length() ? this : new Payload(form, bytes.slice(from, count));
    }
}
