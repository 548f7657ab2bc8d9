package dev.vellamo.store.sqlite;

import dev.vellamo.kernel.store.StoredRow;
import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.ObjectMark;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Table;
import dev.vellamo.kernel.store.StoredRow.Timer;
import dev.vellamo.kernel.store.StoredRow.Vat;
import dev.vellamo.kernel.store.StoredRow.VatValue;
import dev.vellamo.kernel.store.StoredValue;
import dev.vellamo.vat.engine.PassableJson;
import org.jspecify.annotations.Nullable;

/** The tables of the newest version of the schema. */
final class RowTables {

    private RowTables() {}

    static RowTable<? extends StoredRow> of(Table table) {
        return switch (table) {
            case META -> META;
            case SUBCLUSTER -> SUBCLUSTER;
            case VAT -> VAT;
            case VAT_VALUE -> VAT_VALUE;
            case MESSAGE -> MESSAGE;
            case PROMISE -> PROMISE;
            case TIMER -> TIMER;
            case SERVICE_CALL -> SERVICE_CALL;
            case OUTCOME -> OUTCOME;
            case OBJECT_MARK -> OBJECT_MARK;
        };
    }

    private static final RowTable<Meta> META = new RowTable<>(
            "meta",
            "name",
            "value",
            Meta.class,
            row -> columns(row.name(), row.value()),
            from -> new Meta(from.text(1), from.number(2)));

    private static final RowTable<Subcluster> SUBCLUSTER = new RowTable<>(
            "subcluster",
            "id",
            "name is_system durable is_running config answer! answer_refs",
            Subcluster.class,
            row -> columns(
                    row.id(),
                    row.name(),
                    row.isSystem(),
                    row.durable(),
                    row.isRunning(),
                    row.config(),
                    body(row.bootstrapAnswer()),
                    refs(row.bootstrapAnswer())),
            from -> new Subcluster(
                    from.text(1), from.text(2), from.flag(3), from.flag(4), from.flag(5), from.text(6), from.value(7)));

    private static final RowTable<Vat> VAT = new RowTable<>(
            "vat",
            "id",
            "subcluster name incarnation code",
            Vat.class,
            row -> columns(row.id(), row.subcluster(), row.name(), row.incarnation(), row.code()),
            from -> new Vat(from.text(1), from.text(2), from.text(3), from.number(4), from.text(5)));

    private static final RowTable<VatValue> VAT_VALUE = new RowTable<>(
            "vat_value",
            "vat name",
            "value! refs slots",
            VatValue.class,
            row -> columns(row.vat(), row.name(), body(row.value()), refs(row.value()), StoredJson.slots(row.slots())),
            from -> new VatValue(from.text(1), from.text(2), from.value(3), StoredJson.slots(from.text(5))));

    private static final RowTable<Message> MESSAGE = new RowTable<>(
            "message",
            "place",
            "is_watch queue target method arguments! refs result attempts",
            Message.class,
            row -> columns(
                    row.place(),
                    row.isWatch(),
                    row.queue(),
                    row.target(),
                    row.method(),
                    body(row.arguments()),
                    refs(row.arguments()),
                    row.result(),
                    row.attempts()),
            from -> new Message(
                    from.number(1),
                    from.flag(2),
                    from.text(3),
                    from.text(4),
                    from.text(5),
                    from.value(6),
                    from.number(8),
                    Math.toIntExact(from.number(9))));

    private static final RowTable<Promise> PROMISE = new RowTable<>(
            "promise",
            "id",
            "decider is_hosts follows value! refs reason",
            Promise.class,
            RowTables::promiseColumns,
            from -> {
                var reason = from.textOrNull(7);
                return new Promise(
                        from.number(1),
                        from.text(2),
                        from.flag(3),
                        from.number(4),
                        from.valueOrNull(5),
                        reason == null ? null : StoredJson.fault(reason));
            });

    private static final RowTable<Timer> TIMER = new RowTable<>(
            "timer",
            "vat number",
            "due_millis period_nanos target method arguments! refs",
            Timer.class,
            row -> columns(
                    row.vat(),
                    row.number(),
                    row.dueMillis(),
                    row.periodNanos(),
                    row.target(),
                    row.method(),
                    body(row.arguments()),
                    refs(row.arguments())),
            from -> new Timer(
                    from.text(1),
                    from.number(2),
                    from.number(3),
                    from.number(4),
                    from.text(5),
                    from.text(6),
                    from.value(7)));

    private static final RowTable<ServiceCall> SERVICE_CALL = new RowTable<>(
            "service_call",
            "id",
            "service method arguments! refs result",
            ServiceCall.class,
            row -> columns(
                    row.id(), row.service(), row.method(), body(row.arguments()), refs(row.arguments()), row.result()),
            from -> new ServiceCall(from.number(1), from.text(2), from.text(3), from.value(4), from.number(6)));

    private static final RowTable<Outcome> OUTCOME = new RowTable<>(
            "outcome",
            "caller target idempotency_key",
            "fingerprint promise at_millis",
            Outcome.class,
            row -> columns(
                    row.caller(), row.target(), row.idempotencyKey(), row.fingerprint(), row.promise(), row.atMillis()),
            from -> new Outcome(
                    from.text(1), from.text(2), from.text(3), from.text(4), from.number(5), from.number(6)));

    private static final RowTable<ObjectMark> OBJECT_MARK = new RowTable<>(
            "object_mark",
            "ref",
            "is_revoked pins",
            ObjectMark.class,
            row -> columns(row.ref(), row.isRevoked(), row.pins()),
            from -> new ObjectMark(from.text(1), from.flag(2), Math.toIntExact(from.number(3))));

    private static @Nullable Object[] promiseColumns(Promise row) {
        var value = row.value();
        var reason = row.reason();
        return columns(
                row.id(),
                row.decider(),
                row.isHosts(),
                row.follows(),
                value == null ? null : body(value),
                value == null ? null : refs(value),
                reason == null ? null : StoredJson.fault(reason));
    }

    private static @Nullable Object[] columns(@Nullable Object... columns) {
        return columns;
    }

    private static byte[] body(StoredValue value) {
        return PassableJson.of(value.body()).utf8();
    }

    private static String refs(StoredValue value) {
        return StoredJson.texts(value.refs());
    }
}
