package dev.vellamo.protocol.capdata;

/**
 * Why a call was rejected by Vellamo itself (a vat author's own codes are free text).
 *
 * <p>The numbers go over wires and are never reused.
 */
public enum ErrorCode {
    /** The method threw an exception that carries no code of its own. */
    METHOD_THREW(1),
    /** The target has no public method of that name. */
    METHOD_NOT_FOUND(2),
    /** The arguments do not fit the method: their number, or the type of one of them. */
    BAD_ARGUMENTS(3),
    /** A value cannot leave its vat: it, or something in it, has no serialised form. */
    NOT_PASSABLE(4),
    /** The value arrived and does not fit the type that the caller asked for. */
    BAD_RESULT(5),
    /** The target no longer exists. */
    OBJECT_DELETED(10),
    /** The target was revoked. */
    OBJECT_REVOKED(11),
    /** A message was sent to a promise that resolved to something that is not a reference. */
    BAD_PROMISE_RESOLUTION(12),
    /** A promise was resolved, through others, to itself. */
    PROMISE_CYCLE(13),
    /** The vat that had to answer was terminated. */
    VAT_TERMINATED(20),
    /** The vat that had to answer lost its heap and started again. */
    VAT_RESTARTED(21),
    /** The vat that had to answer failed: its code missed the deadline or broke the rules. */
    VAT_FAILED(22),
    /** A delivery did not end within its vat's delivery timeout. */
    DEADLINE_EXCEEDED(23),
    /** A vat did what no vat may: its crank was dropped and the vat terminated. */
    ILLEGAL_OPERATION(24),
    /** The vat asked for a power that its config does not grant. */
    POWER_NOT_GRANTED(25),
    /** There is a value of that key in the baggage already. */
    BAGGAGE_KEY_EXISTS(26),
    /** There is no value of that key in the baggage. */
    BAGGAGE_KEY_MISSING(27),
    /** A durable object cannot exist again: its kind is not defined in {@code root}, or its state does not fit. */
    KIND_UNUSABLE(28),
    /** Whether it happened cannot be known. */
    OUTCOME_UNKNOWN(30),
    /** The kernel is shutting down. */
    KERNEL_STOPPED(31),
    /** A named limit was reached. */
    LIMIT_REACHED(32),
    /** An idempotency key was used before with another method or other arguments. */
    KEY_REUSED(33),
    /** The IO session ended. */
    SESSION_ENDED(40),
    /** The IO channel has no connected client. */
    NO_CLIENT(41),
    /** The IO channel is closed. */
    CHANNEL_CLOSED(42),
    /** The IO channel does not work in that direction. */
    WRONG_DIRECTION(43),
    /** The short form of reading does not fit: another read is outstanding, or clients are many. */
    READ_REFUSED(44),
    /** A unit is larger than the channel's limit. */
    UNIT_TOO_LARGE(45),
    /** A unit cannot be written or read in the channel's form. */
    BAD_UNIT(46),
    /** The operating system refused an IO operation. */
    IO_FAILED(47),
    /** The code of a vat is not where its config says. */
    VAT_CODE_NOT_FOUND(50),
    /** The code of a vat was found and cannot be used: it does not compile, or breaks a rule for vats. */
    VAT_CODE_INVALID(51),
    /** A method that takes a stream was called, or a stream was opened to a method or an object that takes none. */
    STREAMING_UNSUPPORTED(60),
    /** This direction of the stream was closed before. */
    STREAM_CLOSED(61),
    /** Nobody reads what is sent on the stream any more. */
    STREAM_CANCELLED(62);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number on wires. */
    public int number() {
        return number;
    }
}
