package dev.vellamo.kernel.store;

import dev.vellamo.kernel.store.StoredRow.Message;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.kernel.store.StoredRow.ObjectMark;
import dev.vellamo.kernel.store.StoredRow.Outcome;
import dev.vellamo.kernel.store.StoredRow.Promise;
import dev.vellamo.kernel.store.StoredRow.ServiceCall;
import dev.vellamo.kernel.store.StoredRow.Subcluster;
import dev.vellamo.kernel.store.StoredRow.Timer;
import dev.vellamo.kernel.store.StoredRow.Vat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the rows of a store fit together: whatever a kernel writes at any moment does.
 *
 * <ul>
 *   <li>no key is there twice, and no number is above the counter that gave it;
 *   <li>what a row names is there, except vats that have ended: a reference to an object of one is sound;
 *   <li>every promise has one way to its outcome ({@link PromiseCheck}), and something that is to happen depends on it;
 *   <li>values of vats name what outlives a heap ({@link VatValueCheck}), and references in values are in range.
 * </ul>
 */
public final class StoreCheck {

    private static final Set<String> NUMBERS = Set.of(
            Meta.LAST_SUBCLUSTER,
            Meta.LAST_VAT,
            Meta.LAST_PROMISE,
            Meta.LAST_PLACE,
            Meta.LAST_CALL,
            Meta.INCARNATION,
            Meta.POSITION);

    private final StoreIndex index;
    private final RefCheck refs;
    private final List<StoreProblem> problems = new ArrayList<>();

    private StoreCheck(StoreContent content) {
        index = new StoreIndex(content);
        refs = new RefCheck(index);
    }

    /** Everything that is wrong, table by table; empty if nothing is. */
    public static List<StoreProblem> of(StoreContent content) {
        var check = new StoreCheck(content);
        check.run();
        return List.copyOf(check.problems);
    }

    private void run() {
        var keys = new HashSet<StoredRow.Key>();
        for (var row : index.content().rows()) {
            if (!keys.add(row.key())) {
                problem(row, "is there twice");
            }
            refs.of(row).forEach(text -> problem(row, text));
            checkRow(row);
        }
        checkNames();
        problems.addAll(VatValueCheck.of(index));
        problems.addAll(PromiseCheck.of(index));
    }

    private void problem(StoredRow row, String text) {
        problems.add(StoreProblem.of(row.key(), text));
    }

    private void require(boolean isSound, StoredRow row, String text) {
        if (!isSound) {
            problem(row, text);
        }
    }

    private void checkRow(StoredRow row) {
        if (row instanceof Meta meta) {
            require(NUMBERS.contains(meta.name()), row, "is not a number that a kernel keeps");
            require(meta.value() >= 0, row, "is negative: " + meta.value());
        } else if (row instanceof Subcluster subcluster) {
            requireId(row, 's', subcluster.id(), Meta.LAST_SUBCLUSTER);
            require(StoredText.isJson(subcluster.config()), row, "its config is not JSON");
        } else if (row instanceof Vat vat) {
            checkVat(vat);
        } else if (row instanceof Message message) {
            checkMessage(message);
        } else if (row instanceof Promise promise) {
            requireNumber(row, promise.id(), Meta.LAST_PROMISE);
        } else if (row instanceof Timer timer) {
            checkTimer(timer);
        } else if (row instanceof ServiceCall call) {
            requireNumber(row, call.id(), Meta.LAST_CALL);
            require(!call.service().isEmpty(), row, "names no service");
        } else if (row instanceof Outcome outcome) {
            require(outcome.promise() > 0, row, "has no promise");
        } else if (row instanceof ObjectMark mark) {
            checkMark(mark);
        }
    }

    private void requireId(StoredRow row, char letter, String id, String counter) {
        var number = StoredText.number(letter, id);
        require(number > 0, row, "is not an id: expected for example " + letter + "1");
        require(number <= index.number(counter), row, above(counter));
    }

    private void requireNumber(StoredRow row, long number, String counter) {
        require(number > 0, row, "its number is not positive");
        require(number <= index.number(counter), row, above(counter));
    }

    private String above(String counter) {
        return "is above " + counter + ", which is " + index.number(counter);
    }

    private void checkVat(Vat vat) {
        requireId(vat, 'v', vat.id(), Meta.LAST_VAT);
        require(vat.incarnation() >= -1, vat, "its incarnation is less than -1");
        require(vat.code().isEmpty() || StoredText.isJson(vat.code()), vat, "its code is not JSON");
        require(index.hasSubcluster(vat.subcluster()), vat, "its subcluster " + vat.subcluster() + " is not there");
    }

    private void checkMessage(Message message) {
        requireNumber(message, message.place(), Meta.LAST_PLACE);
        require(message.attempts() >= 0, message, "attempts is negative");
        var targetsPromise = StoredText.number("kp", message.target()) > 0;
        if (StoredText.number("kp", message.queue()) > 0) {
            checkWaiting(message, targetsPromise);
            return;
        }
        require(
                index.vat(message.queue()) != null,
                message,
                "waits at " + message.queue() + ", which is neither a promise nor a vat that is there");
        require(
                StoredText.vatOf(message.target()).equals(message.queue()),
                message,
                "waits at " + message.queue() + " for " + message.target() + ", which is not of that vat");
    }

    private void checkWaiting(Message message, boolean targetsPromise) {
        require(
                targetsPromise != message.isWatch(),
                message,
                message.isWatch()
                        ? "is to bring the outcome of " + message.queue() + " to a promise"
                        : "waits at " + message.queue() + " for " + message.target() + ", which is not a promise");
        var promise = index.promise(StoredText.number("kp", message.queue()));
        require(
                promise == null || (promise.value() == null && promise.reason() == null),
                message,
                "waits at " + message.queue() + ", which has settled");
    }

    private void checkTimer(Timer timer) {
        require(index.vat(timer.vat()) != null, timer, "its vat is not there");
        require(timer.number() >= 0, timer, "its number is negative");
        require(timer.periodNanos() >= 0, timer, "its period is negative");
    }

    private void checkMark(ObjectMark mark) {
        require(mark.pins() >= 0, mark, "pins is negative");
        require(mark.isRevoked() || mark.pins() != 0, mark, "says nothing: neither revoked nor pinned");
        require(StoredText.number("kp", mark.ref()) == 0, mark, "is of a promise");
    }

    private void checkNames() {
        var systemNames = new HashMap<String, String>();
        for (var row : index.content().of(Subcluster.class)) {
            var other = row.isSystem() ? systemNames.putIfAbsent(row.name(), row.id()) : null;
            require(other == null || other.equals(row.id()), row, "has the name of system subcluster " + other);
        }
        var vatNames = new HashMap<List<String>, String>();
        for (var row : index.content().of(Vat.class)) {
            var other = vatNames.putIfAbsent(List.of(row.subcluster(), row.name()), row.id());
            require(other == null || other.equals(row.id()), row, "has the name of vat " + other);
        }
    }
}
