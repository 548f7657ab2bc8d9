package dev.vellamo.protocol.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes of an application, and what they are: a part of an array that nobody changes any more. */
public final class Payload {

    public static final Payload EMPTY = new Payload(Form.BYTES, Bytes.EMPTY);

    private final Form form;
    private final byte[] array;
    private final int offset;
    private final int length;

    /** One object and not two, as a thousand streams may have hundreds of messages each that wait. */
    private Payload(Form form, byte[] array, int offset, int length) {
        this.form = form;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    public Payload(Form form, Bytes bytes) {
        this(form, bytes.array(), bytes.offset(), bytes.length());
    }

    public static Payload bytes(byte... bytes) {
        return new Payload(Form.BYTES, bytes, 0, bytes.length);
    }

    public static Payload text(String text) {
        return new Payload(Form.TEXT, Bytes.utf8(text));
    }

    /** One JSON value, which is not looked at. */
    public static Payload json(String json) {
        return new Payload(Form.JSON, Bytes.utf8(json));
    }

    public Form form() {
        return form;
    }

    public Bytes bytes() {
        return Bytes.of(array, offset, length);
    }

    public int length() {
        return length;
    }

    Payload slice(int from, int count) {
        return from == 0 && count == length() ? this : new Payload(form, bytes().slice(from, count));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload that && form == that.form && bytes().equals(that.bytes());
    }

    @Override
    public int hashCode() {
        return Objects.hash(form, bytes());
    }

    @Override
    public String toString() {
        return form + " of " + length + " bytes";
    }
}
