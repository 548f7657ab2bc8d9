package dev.vellamo.kernel.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vellamo.io.link.LinkException;
import dev.vellamo.kernel.guest.GuestPlace;
import dev.vellamo.kernel.state.HostCall;
import dev.vellamo.kernel.state.HostObject;
import dev.vellamo.kernel.store.StoredRef;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.wire.Form;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A guest as an object that vats call: each call is a request on the guest's link, with the arguments as one JSON array.
 * Meant for guests whose program is not Vellamo's. References cannot be passed to it: such a program knows no vats.
 */
public final class GuestObject implements HostObject {

    /** After that a caller hears that the guest does not answer. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

    private static final String TARGET = "guest";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HostSide host;
    private final StoredRef.Guest stored;
    private final GuestPlace place;

    /** Calls reach the guest in their order. Guarded by this. */
    private CompletionStage<?> lastAsked = CompletableFuture.completedFuture("");

    /**
     * A guest's object.
     *
     * @param stored what designates it after a restart of the kernel
     * @param place where it is
     */
    public GuestObject(HostSide host, StoredRef.Guest stored, GuestPlace place) {
        this.host = host;
        this.stored = stored;
        this.place = place;
    }

    @Override
    public String label() {
        return "guest \"" + stored.name() + "\"";
    }

    @Override
    public StoredRef stored() {
        return stored;
    }

    @Override
    public synchronized void call(HostCall call) {
        lastAsked = lastAsked.handleAsync(
                (before, failure) -> {
                    ask(call);
                    return call;
                },
                host::execute);
    }

    private void ask(HostCall call) {
        var message = call.message();
        try {
            var invocation = Invocation.of(InvocationContext.of(TARGET, message.method()), arguments(call))
                    .within(LONGEST_CALL.toMillis());
            place.enter()
                    .thenCompose(link -> link.link().request(false, invocation).answer())
                    .thenApply(GuestObject::value)
                    .whenComplete((value, failure) -> host.answer(
                            message.result(), value, failure == null ? null : refused(message.method(), failure)));
        } catch (RuntimeException e) {
            host.reject(message.result(), e);
        }
    }

    private Payload arguments(HostCall call) {
        var data = call.message().arguments();
        if (!data.refs().isEmpty()) {
            throw new VatException(
                    ErrorCode.NOT_PASSABLE,
                    label() + ": \"" + call.message().method()
                            + "\" was called with a reference, and its program knows no" + " vats; pass values");
        }
        return Payload.json(String.valueOf(host.decode(data, JsonNode.class, null)));
    }

    /** What came, as a value that vats can have. */
    private static @Nullable Object value(Payload answer) {
        if (answer.form() == Form.BYTES) {
            return answer.length() == 0 ? null : answer.bytes().copy();
        }
        var text = answer.bytes().text();
        if (answer.form() == Form.TEXT) {
            return text;
        }
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new VatException(ErrorCode.BAD_RESULT, "the guest's answer is not JSON", e);
        }
    }

    private VatException refused(String method, Throwable failure) {
        var cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof VatException known) {
            return known;
        }
        var text = label() + ": \"" + method + "\": ";
        return cause instanceof LinkException link
                ? new VatException(Fault.of(code(link), text + link.fault().message()))
                : new VatException(ErrorCode.IO_FAILED, text + cause, cause);
    }

    private static ErrorCode code(LinkException failure) {
        if (failure.is(WireError.NOT_FOUND)) {
            return ErrorCode.METHOD_NOT_FOUND;
        } else if (failure.is(WireError.DECODE)) {
            return ErrorCode.BAD_ARGUMENTS;
        } else if (failure.is(WireError.APPLICATION)) {
            return ErrorCode.METHOD_THREW;
        } else if (failure.is(WireError.DEADLINE)) {
            return ErrorCode.DEADLINE_EXCEEDED;
        } else if (failure.is(WireError.TOO_LARGE)) {
            return ErrorCode.LIMIT_REACHED;
        }
        return failure.is(WireError.CONNECTION_LOST) ? ErrorCode.OUTCOME_UNKNOWN : ErrorCode.IO_FAILED;
    }
}
