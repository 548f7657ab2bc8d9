package dev.vellamo.protocol.capdata;

import org.jspecify.annotations.Nullable;

/**
 * Why a promise was rejected, in a form that leaves a vat, a process and a disk unchanged.
 *
 * @param code the name of an {@link ErrorCode}, or a vat author's own
 * @param type the class name of the exception that was thrown, or {@code null} if none was
 * @param message for people; names the method and the vat where there is one
 * @param cause the fault behind this one
 */
public record Fault(
        String code,
        @Nullable String type,
        String message,
        @Nullable Fault cause) {

    public static Fault of(ErrorCode code, String message) {
        return new Fault(code.name(), null, message, null);
    }

    public boolean is(ErrorCode other) {
        return code.equals(other.name());
    }

    /** One line: code, then message, then the messages of the causes that add something. */
    public String describe() {
        var text = new StringBuilder("[").append(code).append("] ").append(message);
        for (var next = cause; next != null; next = next.cause) {
            if (text.indexOf(next.message) < 0) {
                text.append(": ").append(next.message);
            }
        }
        return text.toString();
    }
}
