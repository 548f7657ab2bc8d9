package dev.vellamo.protocol.capdata;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that has left its vat: immutable, and free of everything that belongs to a vat.
 *
 * <p>References are replaced by their position in the list of slots that travels beside the value
 * (see {@link CapData}). Only {@link Json} leaves the JVM; the other forms exist so that immutable
 * values need no serialisation between vats of one JVM, and each can be turned into {@link Json}.
 *
 * <p>In JSON text a reference is the string {@code "$0"} (slot 0), and a string of the author's that
 * begins with {@code $} has one more {@code $} in front, so no text from outside can forge a reference.
 */
public sealed interface Passable {

    /** The absent value, and what a method without a result returns. */
    Passable NULL = new Immutable(null);

    /** JSON text in UTF-8. */
    final class Json implements Passable {
        private final byte[] content;

        /**
         * @param utf8 is not copied; must not be changed any more
         */
        public Json(byte[] utf8) {
            this.content = utf8;
        }

        /** The text itself, not a copy; must not be changed. */
        public byte[] utf8() {
            return content;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Json that && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return "Json[" + content.length + " bytes]";
        }
    }

    /**
     * A deeply immutable value of a class that every vat in this JVM shares: a string, a boxed
     * primitive, an enum constant, an instant, a record of such.
     */
    record Immutable(@Nullable Object value) implements Passable {}

    /** Bytes, copied on the way in and again on the way out. */
    final class Bytes implements Passable {
        private final byte[] content;

        public Bytes(byte[] value) {
            this.content = value.clone();
        }

        public byte[] copy() {
            return content.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return "Bytes[" + content.length + " bytes]";
        }
    }

    /** An ordered list; the arguments of a message are one. */
    record Sequence(List<Passable> items) implements Passable {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * A list whose items are all deeply immutable, so that it is copied as a whole.
     *
     * @param items is not changed after construction
     */
    record ImmutableItems(List<?> items) implements Passable {}

    /** A record of a shared class with at least one component that is not immutable by itself. */
    record Structure(Class<? extends Record> type, List<Passable> components) implements Passable {
        public Structure {
            components = List.copyOf(components);
        }
    }

    /** The reference at this position of the slots beside the value. */
    record Reference(int slot) implements Passable {}
}
