package dev.vellamo.kernel.store;

import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a kernel keeps on disk. References are in the text form of {@link StoredRef}, ids as people see them.
 *
 * <p>What is not here is not kept, or follows from what is: who holds which promise, what a vat's heap imports, how often
 * something is referred to.
 */
public sealed interface StoredRow {

    /** Of one row among all. */
    record Key(Table table, List<Object> columns) {
        public Key {
            columns = List.copyOf(columns);
        }

        public static Key of(Table table, Object... columns) {
            return new Key(table, List.of(columns));
        }
    }

    /** The kinds of rows. */
    enum Table {
        META,
        SUBCLUSTER,
        VAT,
        VAT_VALUE,
        MESSAGE,
        PROMISE,
        TIMER,
        SERVICE_CALL,
        OUTCOME,
        OBJECT_MARK
    }

    Key key();

    /** The same row as a store gives it back: with its values in JSON. */
    default StoredRow asJson() {
        return this;
    }

    /** A number of the kernel itself: the last id of each kind that was given, how often it was started. */
    record Meta(String name, long value) implements StoredRow {

        public static final String LAST_SUBCLUSTER = "lastSubcluster";
        public static final String LAST_VAT = "lastVat";
        public static final String LAST_PROMISE = "lastPromise";
        public static final String LAST_PLACE = "lastPlace";
        public static final String LAST_CALL = "lastCall";
        public static final String INCARNATION = "incarnation";

        /** {@link Batch#position} of the last batch; the store itself writes this one. */
        public static final String POSITION = "position";

        public static Key key(String name) {
            return Key.of(Table.META, name);
        }

        @Override
        public Key key() {
            return key(name);
        }
    }

    /**
     * A subcluster.
     *
     * @param name of its config; unique among system subclusters
     * @param durable whether it is launched again when the kernel starts
     * @param isRunning its launch is complete; one that was launching when the kernel died never was
     * @param config JSON; paths in it are absolute
     * @param bootstrapAnswer what {@code bootstrap} answered
     */
    record Subcluster(
            String id,
            String name,
            boolean isSystem,
            boolean durable,
            boolean isRunning,
            String config,
            StoredValue bootstrapAnswer)
            implements StoredRow {

        public static Key key(String id) {
            return Key.of(Table.SUBCLUSTER, id);
        }

        @Override
        public Key key() {
            return key(id);
        }

        @Override
        public Subcluster asJson() {
            return new Subcluster(id, name, isSystem, durable, isRunning, config, bootstrapAnswer.asJson());
        }
    }

    /**
     * A vat that has not ended.
     *
     * @param incarnation how often it was started before; -1 if it never was
     * @param code JSON of the code that it was upgraded to, or empty text for that of its config
     */
    record Vat(String id, String subcluster, String name, long incarnation, String code) implements StoredRow {

        public static Key key(String id) {
            return Key.of(Table.VAT, id);
        }

        @Override
        public Key key() {
            return key(id);
        }
    }

    /**
     * A value of a vat's durable state.
     *
     * @param slots what the vat calls the references of the value, in the same order
     */
    record VatValue(String vat, String name, StoredValue value, List<Slot> slots) implements StoredRow {

        public VatValue {
            slots = List.copyOf(slots);
        }

        public static Key key(String vat, String name) {
            return Key.of(Table.VAT_VALUE, vat, name);
        }

        @Override
        public Key key() {
            return key(vat, name);
        }

        @Override
        public VatValue asJson() {
            return new VatValue(vat, name, value.asJson(), slots);
        }
    }

    /**
     * A message that waits, or whose crank was not applied yet.
     *
     * @param place orders the messages of one queue
     * @param isWatch it does not go to what the promise it waits for resolves to: it brings the outcome to its target
     * @param queue the vat or the promise where it waits
     * @param target who is to get it
     * @param result the number of the promise for its answer, which has a row only if something stored waits for it; 0 if
     *     there is none
     * @param attempts how often a delivery of it died with the place where its vat ran
     */
    record Message(
            long place,
            boolean isWatch,
            String queue,
            String target,
            String method,
            StoredValue arguments,
            long result,
            int attempts)
            implements StoredRow {

        public static Key key(long place) {
            return Key.of(Table.MESSAGE, place);
        }

        @Override
        public Key key() {
            return key(place);
        }

        @Override
        public Message asJson() {
            return new Message(place, isWatch, queue, target, method, arguments.asJson(), result, attempts);
        }
    }

    /**
     * A promise that something stored refers to.
     *
     * @param decider the vat whose heap would settle it, also while the message whose result it is waits for that vat; empty
     *     text if it follows another, has settled, or is the host's to settle
     * @param isHosts whether the host was to settle it
     * @param follows the number of the promise that it ends like; 0 if there is none
     * @param value of a fulfilled one
     * @param reason of a rejected one
     */
    record Promise(
            long id,
            String decider,
            boolean isHosts,
            long follows,
            @Nullable StoredValue value,
            @Nullable Fault reason) implements StoredRow {

        public static Key key(long id) {
            return Key.of(Table.PROMISE, id);
        }

        @Override
        public Key key() {
            return key(id);
        }

        @Override
        public Promise asJson() {
            return value == null ? this : new Promise(id, decider, isHosts, follows, value.asJson(), reason);
        }
    }

    /**
     * A durable timer of a vat.
     *
     * @param dueMillis since the epoch
     * @param periodNanos 0 if it fires once
     */
    record Timer(
            String vat,
            long number,
            long dueMillis,
            long periodNanos,
            String target,
            String method,
            StoredValue arguments)
            implements StoredRow {

        public static Key key(String vat, long number) {
            return Key.of(Table.TIMER, vat, number);
        }

        @Override
        public Key key() {
            return key(vat, number);
        }

        @Override
        public Timer asJson() {
            return new Timer(vat, number, dueMillis, periodNanos, target, method, arguments.asJson());
        }
    }

    /**
     * A call of an idempotent service that has no outcome yet.
     *
     * @param result the number of the promise for its answer; 0 if nobody waits
     */
    record ServiceCall(long id, String service, String method, StoredValue arguments, long result)
            implements StoredRow {

        public static Key key(long id) {
            return Key.of(Table.SERVICE_CALL, id);
        }

        @Override
        public Key key() {
            return key(id);
        }

        @Override
        public ServiceCall asJson() {
            return new ServiceCall(id, service, method, arguments.asJson(), result);
        }
    }

    /**
     * A call with an idempotency key.
     *
     * @param fingerprint of its method and arguments
     * @param promise the number of the promise for its outcome
     * @param atMillis when it was made, since the epoch
     */
    record Outcome(String caller, String target, String idempotencyKey, String fingerprint, long promise, long atMillis)
            implements StoredRow {

        public static Key key(String caller, String target, String idempotencyKey) {
            return Key.of(Table.OUTCOME, caller, target, idempotencyKey);
        }

        @Override
        public Key key() {
            return key(caller, target, idempotencyKey);
        }
    }

    /** What is to be known of an object beyond its existence: whether it was revoked, and how often it is pinned. */
    record ObjectMark(String ref, boolean isRevoked, int pins) implements StoredRow {

        public static Key key(String ref) {
            return Key.of(Table.OBJECT_MARK, ref);
        }

        @Override
        public Key key() {
            return key(ref);
        }
    }
}
