package dev.vellamo.kernel.store;

import dev.vellamo.protocol.capdata.Slot;
import java.util.regex.Pattern;

/**
 * What a reference designates, in a form that outlives the process.
 *
 * <pre>
 *   v3:o+0              the root of vat v3; v3:o+d5 a durable object of it
 *   v3.2:o+4            an object of the heap that v3 had at its start number 2; gone with that heap
 *   service:clock       the service that is registered under that name
 *   io:s1:repl          an IO channel of subcluster s1
 *   guest:s1:worker     a guest of subcluster s1
 *   gone:session 4 ...  something that does not outlive the kernel, and what it was
 *   kp7                 a promise
 * </pre>
 */
public sealed interface StoredRef {

    /** An object that exists again after a restart of its vat. */
    record DurableObject(String vat, Slot slot) implements StoredRef {
        @Override
        public String toString() {
            return vat + ":" + slot;
        }
    }

    /** An object of a heap. */
    record HeapObject(String vat, long incarnation, Slot slot) implements StoredRef {
        @Override
        public String toString() {
            return vat + "." + incarnation + ":" + slot;
        }
    }

    record Service(String name) implements StoredRef {
        @Override
        public String toString() {
            return "service:" + name;
        }
    }

    record Channel(String subcluster, String name) implements StoredRef {
        @Override
        public String toString() {
            return "io:" + subcluster + ":" + name;
        }
    }

    record Guest(String subcluster, String name) implements StoredRef {
        @Override
        public String toString() {
            return "guest:" + subcluster + ":" + name;
        }
    }

    /** Something that is not there any more once the kernel has ended. */
    record Gone(String label) implements StoredRef {

        /** Its text begins with this, and may be that of many. */
        public static final String PREFIX = "gone:";

        @Override
        public String toString() {
            return PREFIX + label;
        }
    }

    record PromiseRef(long number) implements StoredRef {
        @Override
        public String toString() {
            return "kp" + number;
        }
    }

    Pattern OBJECT = Pattern.compile("(v[1-9][0-9]{0,17})(?:\\.([0-9]{1,18}))?:(o\\+.*)");
    Pattern CHANNEL = Pattern.compile("io:(s[1-9][0-9]{0,17}):(.+)");
    Pattern GUEST = Pattern.compile("guest:(s[1-9][0-9]{0,17}):(.+)");
    Pattern PROMISE = Pattern.compile("kp([1-9][0-9]{0,17})");

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a reference
     */
    static StoredRef parse(String text) {
        if (text.startsWith("service:")) {
            return new Service(text.substring("service:".length()));
        }
        if (text.startsWith(Gone.PREFIX)) {
            return new Gone(text.substring(Gone.PREFIX.length()));
        }
        var promise = PROMISE.matcher(text);
        if (promise.matches()) {
            return new PromiseRef(Long.parseLong(promise.group(1)));
        }
        var channel = CHANNEL.matcher(text);
        if (channel.matches()) {
            return new Channel(channel.group(1), channel.group(2));
        }
        var guest = GUEST.matcher(text);
        if (guest.matches()) {
            return new Guest(guest.group(1), guest.group(2));
        }
        return object(text);
    }

    private static StoredRef object(String text) {
        var object = OBJECT.matcher(text);
        if (!object.matches()) {
            throw new IllegalArgumentException(
                    "not a stored reference: \"" + text + "\" (expected for example v3:o+0)");
        }
        var slot = Slot.parse(object.group(3));
        var incarnation = object.group(2);
        if (slot.isDurableExport() != (incarnation == null)) {
            throw new IllegalArgumentException("not a stored reference: \"" + text
                    + "\" (an object of a heap names the heap: v3.2:o+4; others do not)");
        }
        return incarnation == null
                ? new DurableObject(object.group(1), slot)
                : new HeapObject(object.group(1), Long.parseLong(incarnation), slot);
    }
}
