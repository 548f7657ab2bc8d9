package dev.vellamo.protocol.capdata;

import org.jspecify.annotations.Nullable;

/**
 * A reference as one vat and the kernel name it between them.
 *
 * <p>The text form is {@code o+3} (an object the vat exported), {@code o-3} (an object the kernel
 * introduced to the vat), {@code p+3} and {@code p-3} likewise for promises; {@code o+d3} is an export whose object is there
 * again after a restart of its vat. The numbers mean nothing outside that one vat: another vat that writes {@code o-3} names
 * its own third import.
 *
 * @param index counts from 0; never used again while the vat's heap lives, that of a durable export never
 */
public record Slot(Kind kind, Origin origin, long index) {

    /** What a reference designates. */
    public enum Kind {
        OBJECT('o'),
        PROMISE('p');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** Who allocated the number. */
    public enum Origin {
        /** The vat, for as long as its heap lives. */
        VAT("+"),
        /** The vat, for an object that exists again after a restart. */
        DURABLE("+d"),
        /** The kernel. */
        KERNEL("-");

        private final String sign;

        Origin(String sign) {
            this.sign = sign;
        }
    }

    /** The object that {@code Vat.root} returned. */
    public static final Slot ROOT = new Slot(Kind.OBJECT, Origin.VAT, 0);

    public Slot {
        if (index < 0) {
            throw new IllegalArgumentException("slot index " + index + " is negative");
        }
        if (kind == Kind.PROMISE && origin == Origin.DURABLE) {
            throw new IllegalArgumentException("a promise is never durable");
        }
    }

    public static Slot exported(long index) {
        return new Slot(Kind.OBJECT, Origin.VAT, index);
    }

    public static Slot durable(long index) {
        return new Slot(Kind.OBJECT, Origin.DURABLE, index);
    }

    public static Slot imported(long index) {
        return new Slot(Kind.OBJECT, Origin.KERNEL, index);
    }

    public static Slot vatPromise(long index) {
        return new Slot(Kind.PROMISE, Origin.VAT, index);
    }

    public static Slot kernelPromise(long index) {
        return new Slot(Kind.PROMISE, Origin.KERNEL, index);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a slot
     */
    public static Slot parse(String text) {
        if (!text.matches("(o\\+d|[op][+-])(0|[1-9][0-9]{0,18})")) {
            throw notASlot(text, null);
        }
        var kind = text.charAt(0) == 'o' ? Kind.OBJECT : Kind.PROMISE;
        var origin = text.charAt(1) == '-' ? Origin.KERNEL : text.charAt(2) == 'd' ? Origin.DURABLE : Origin.VAT;
        try {
            return new Slot(kind, origin, Long.parseLong(text.substring(1 + origin.sign.length())));
        } catch (NumberFormatException beyondLong) {
            throw notASlot(text, beyondLong);
        }
    }

    private static IllegalArgumentException notASlot(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("not a slot: \"" + text + "\" (expected for example o+3 or p-12)", cause);
    }

    public boolean isPromise() {
        return kind == Kind.PROMISE;
    }

    public boolean isAllocatedByVat() {
        return origin != Origin.KERNEL;
    }

    /** Whether what it designates is there again after a restart of its vat: the root, or a durable object. */
    public boolean isDurableExport() {
        return origin == Origin.DURABLE || equals(ROOT);
    }

    @Override
    public String toString() {
        return kind.letter + origin.sign + index;
    }
}
