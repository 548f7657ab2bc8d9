package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.VatException;
import java.util.Objects;

/** The messages that a vat sends. */
final class Sender {

    private final VatBoundary boundary;

    Sender(VatBoundary boundary) {
        this.boundary = boundary;
    }

    Promise<Object> send(Slot target, String method, Object[] arguments) {
        boundary.crank().requireInside("sending");
        var data = boundary.codec().encodeArguments(arguments, boundary);
        var result = boundary.promises().newResult();
        boundary.crank().add(new Effect.Send(target, Objects.requireNonNull(method, "method"), data, result.slot()));
        return result;
    }

    void sendOnly(Slot target, String method, Object[] arguments) {
        boundary.crank().add(message(target, method, arguments));
    }

    /** A message whose outcome nobody waits for, not sent yet. */
    Effect.Send message(Slot target, String method, Object[] arguments) {
        boundary.crank().requireInside("sending");
        return new Effect.Send(
                target,
                Objects.requireNonNull(method, "method"),
                boundary.codec().encodeArguments(arguments, boundary),
                null);
    }

    /** Has a promise, settled or not, reported to a durable object. */
    Promise<Object> watch(Promise<?> promise, Slot object, String method, Object[] arguments) {
        var watched = boundary.promises().slotOf(boundary.adopt(promise));
        var data = boundary.codec().encodeArguments(arguments, boundary);
        var result = boundary.promises().newResult();
        boundary.crank().add(new Effect.Watch(watched, new Effect.Send(object, method, data, result.slot())));
        return result;
    }

    Promise<Object> sendTo(VatPromise<?> promise, String method, Object[] arguments) {
        boundary.crank().requireInside("sending");
        var standing = promise.tail();
        if (!standing.isDone()) {
            return send(boundary.promises().slotOf(standing), method, arguments);
        }
        var failure = standing.failure();
        var target = failure == null ? boundary.refFrom(standing.getNow(null)) : null;
        if (target != null) {
            return target.send(method, arguments);
        }
        var rejected = new VatPromise<Object>(boundary);
        rejected.settle(null, failure == null ? notARef(method) : failure);
        return rejected;
    }

    void sendOnlyTo(VatPromise<?> promise, String method, Object[] arguments) {
        boundary.crank().requireInside("sending");
        var standing = promise.tail();
        // A message to a settled promise that is no ref goes out as well: the kernel reports why it has no target.
        var target = standing.isDone() && standing.failure() == null ? boundary.refFrom(standing.getNow(null)) : null;
        if (target == null) {
            sendOnly(boundary.promises().slotOf(standing), method, arguments);
        } else {
            target.sendOnly(method, arguments);
        }
    }

    Promise<Object> rejected(VatException reason) {
        var promise = new VatPromise<Object>(boundary);
        promise.settle(null, reason);
        return promise;
    }

    private static VatException notARef(String method) {
        return new VatException(
                ErrorCode.BAD_PROMISE_RESOLUTION,
                "message \"" + method + "\" was sent to a promise that resolved to something that is not a reference");
    }
}
