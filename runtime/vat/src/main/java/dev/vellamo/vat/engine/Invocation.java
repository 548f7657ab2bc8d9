package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The messages that a vat gets. */
final class Invocation {

    private final VatBoundary boundary;
    private final Exports exports;
    private final Binding binding;

    Invocation(VatBoundary boundary) {
        this.boundary = boundary;
        this.exports = boundary.exports();
        this.binding = new Binding(boundary.codec(), boundary, boundary.owner());
    }

    /** Calls a method of an object of this vat. */
    @Nullable
    Object run(Delivery.Message message) throws Throwable {
        return invoke(requireTarget(message), message);
    }

    private Object requireTarget(Delivery.Message message) {
        var target = boundary.find(message.target());
        if (target == null) {
            throw new VatException(
                    ErrorCode.OBJECT_DELETED, "there is no object " + message.target() + " in " + binding.owner());
        }
        return target;
    }

    /** Calls a method of an object of this vat that takes a stream. */
    @Nullable
    Object open(Delivery.Message opening, StreamHandle stream) throws Throwable {
        return openTo(requireTarget(opening), opening, stream);
    }

    private @Nullable Object openTo(Object target, Delivery.Message opening, StreamHandle stream) throws Throwable {
        if (target instanceof Caretaker caretaker) {
            return openGuarded(caretaker.target(opening, boundary), opening, stream);
        }
        var opened = new OpenedStream(stream, binding);
        return exports.methodsOf(target).open(target, opening.method(), opening.arguments(), opened);
    }

    /** As the target itself does, if it is of this vat. */
    private @Nullable Object openGuarded(Object target, Delivery.Message opening, StreamHandle stream)
            throws Throwable {
        if (!(target instanceof Ref)) {
            return openTo(target, opening, stream);
        }
        if (target instanceof OwnRef own) {
            return openTo(own.object(), opening, stream);
        }
        throw new VatException(
                ErrorCode.STREAMING_UNSUPPORTED,
                "a stream to \"" + opening.method() + "\" was opened to a revocable ref of " + binding.owner()
                        + " that stands before an object of another vat; open it to a ref of that vat");
    }

    private @Nullable Object invoke(Object target, Delivery.Message message) throws Throwable {
        return target instanceof Caretaker caretaker
                ? caretaker.forward(message, boundary)
                : exports.methodsOf(target).invoke(target, message.method(), message.arguments(), binding);
    }

    /** Does with a message what the target does: calls the object, or sends the message on as it is. */
    @Nullable
    Object forward(Object target, Delivery.Message message) throws Throwable {
        if (!(target instanceof Ref ref)) {
            return invoke(target, message);
        }
        if (ref instanceof OwnRef own) {
            return invoke(own.object(), message);
        }
        boundary.receive(message.arguments());
        return sendOn(boundary.slotOf(ref), message);
    }

    private @Nullable CompletionStage<Object> sendOn(Slot target, Delivery.Message message) {
        var result = message.result() == null ? null : boundary.promises().newResult();
        var slot = result == null ? null : result.slot();
        boundary.crank().add(new Effect.Send(target, message.method(), message.arguments(), slot));
        return result;
    }
}
