package dev.vellamo.kernel.state;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.vat.engine.PassableJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of calls with idempotency keys, running ones included, oldest first.
 *
 * <p>Only outcomes are forgotten: the same key while its call runs would make the call twice. A call that still runs when it
 * would have been forgotten is from then on behind those that were there then.
 */
final class KeyedCalls {

    /**
     * How long and how many outcomes are kept.
     *
     * @param age after which an outcome is forgotten
     * @param count with which the oldest outcome is forgotten for each new call
     */
    record Limits(Duration age, int count) {}

    /**
     * How many of the oldest calls a new one has looked at: more than one, so that the outcomes between many that run are
     * forgotten faster than new ones come, and few, so that a call costs the same however many run.
     */
    private static final int LOOKED_AT = 8;

    private final Ledger ledger;
    private final Limits limits;
    private final Map<KeyedCall.Scope, KeyedCall> calls = new LinkedHashMap<>();

    KeyedCalls(Ledger ledger, Limits limits) {
        this.ledger = ledger;
        this.limits = limits;
    }

    int size() {
        return calls.size();
    }

    @Nullable
    KeyedCall find(KeyedCall.Scope scope) {
        return calls.get(scope);
    }

    void add(KeyedCall call) {
        ledger.journal().changed(call);
        enter(call);
        forgetOldest();
    }

    /** One that is on disk already. */
    void enter(KeyedCall call) {
        ledger.hold(call.outcome(), true);
        calls.put(call.scope(), call);
    }

    private void forgetOldest() {
        for (int looked = 0; looked < LOOKED_AT && calls.size() > limits.count(); looked++) {
            var oldest = calls.values().iterator();
            var call = oldest.next();
            if (call.runs()) {
                oldest.remove();
                calls.put(call.scope(), call);
            } else {
                forget(call, oldest);
            }
        }
    }

    /** Forgets outcomes that are too old. A call that runs is kept, however old. */
    void forgetOld(long nowMillis) {
        for (var oldest = calls.values().iterator(); oldest.hasNext(); ) {
            var call = oldest.next();
            if (nowMillis - call.atMillis() < limits.age().toMillis()) {
                return;
            }
            if (!call.runs()) {
                forget(call, oldest);
            }
        }
    }

    /** Forgets all, also calls that run. */
    void forgetAll() {
        for (var oldest = calls.values().iterator(); oldest.hasNext(); ) {
            forget(oldest.next(), oldest);
        }
    }

    private void forget(KeyedCall call, Iterator<KeyedCall> at) {
        at.remove();
        ledger.journal().removed(call);
        ledger.release(call.outcome(), true);
    }

    static KernelSettlement refused(KernelObject target) {
        return KernelSettlement.rejected(
                ErrorCode.BAD_ARGUMENTS,
                "a call with an idempotency key was sent to " + target.text() + ", which has no name of its own that"
                        + " outlives the kernel, so its outcome could be taken for that of another; send it to an object"
                        + " of a vat, a service or an IO channel");
    }

    static KernelSettlement reused(KeyedCall.Scope scope) {
        return KernelSettlement.rejected(
                ErrorCode.KEY_REUSED,
                "the idempotency key \"" + scope.key() + "\" of caller \"" + scope.caller() + "\" was used for "
                        + scope.target() + " with another method or other arguments");
    }

    /** The same for the same method and arguments, references included. */
    String fingerprint(KernelMessage message) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var arguments = ledger.stored(message.arguments());
            digest.update(message.method().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(PassableJson.of(arguments.body()).utf8());
            for (var ref : arguments.refs()) {
                digest.update((byte) 0);
                digest.update(ref.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
