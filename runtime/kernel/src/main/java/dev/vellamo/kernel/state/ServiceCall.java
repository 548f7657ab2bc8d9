package dev.vellamo.kernel.state;

import dev.vellamo.kernel.store.StoredRow;

/** A call of an idempotent service that has no outcome yet: after a restart it is made again, with the same id. */
final class ServiceCall extends Tracked {

    private final long id;
    private final KernelObject service;
    private final KernelMessage message;

    ServiceCall(long id, KernelObject service, KernelMessage message) {
        this.id = id;
        this.service = service;
        this.message = message;
    }

    long id() {
        return id;
    }

    KernelObject service() {
        return service;
    }

    KernelMessage message() {
        return message;
    }

    /** Its result is the promise that the service answers, so it is held although nobody may wait for it. */
    void begin(Ledger ledger) {
        ledger.hold(message.arguments().refs(), true);
        var result = message.result();
        if (result != null) {
            ledger.hold(result, true);
            result.answers(this);
        }
        ledger.journal().changed(this);
    }

    void end(Ledger ledger) {
        ledger.journal().removed(this);
        ledger.release(message.arguments().refs(), true);
        var result = message.result();
        if (result != null) {
            result.answers(null);
            ledger.release(result, true);
        }
    }

    @Override
    StoredRow row(Numbers numbers) {
        var result = message.result();
        return new StoredRow.ServiceCall(
                id,
                service.text(),
                message.method(),
                Ledger.stored(message.arguments(), numbers),
                result == null ? 0 : result.number(numbers));
    }

    @Override
    StoredRow.Key key() {
        return StoredRow.ServiceCall.key(id);
    }
}
