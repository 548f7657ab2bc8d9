package dev.vellamo.vat.engine;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.Delivery;
import dev.vellamo.protocol.crank.Effect;
import dev.vellamo.vat.StreamHandle;
import dev.vellamo.vat.VatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The streams of one vat, by their numbers.
 *
 * <p>What their ends say during a crank is put into its write set when it ends.
 */
final class VatStreams {

    private final VatBoundary boundary;
    private final Map<Long, VatStream> open = new HashMap<>(4);
    private final List<VatStream> talking = new ArrayList<>(4);
    private long next = 1;

    VatStreams(VatBoundary boundary) {
        this.boundary = boundary;
    }

    VatBoundary boundary() {
        return boundary;
    }

    /** Opens a stream to an object. */
    StreamHandle open(Slot target, String method, Object[] arguments) {
        var opening = boundary.sender().message(target, method, arguments);
        var stream = new VatStream(this);
        open(stream, opening);
        return stream;
    }

    private void open(VatStream stream, Effect.Send opening) {
        var number = next++;
        open.put(number, stream);
        boundary.crank().add(new Effect.OpenStream(number, opening));
        stream.opened(number);
    }

    /** Opens a stream to what a promise resolves to, once it has. */
    StreamHandle open(VatPromise<?> promise, String method, Object[] arguments) {
        boundary.crank().requireInside("opening a stream");
        var stream = new VatStream(this);
        openLater(stream, promise, method, arguments);
        return stream;
    }

    private void openLater(VatStream stream, VatPromise<?> promise, String method, Object[] arguments) {
        CompletionStage<?> stage = promise;
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                stream.failHere(failure);
                return;
            }
            try {
                openResolved(stream, value, method, arguments);
            } catch (RuntimeException e) {
                stream.failHere(e);
            }
        });
    }

    private void openResolved(VatStream stream, Object value, String method, Object[] arguments) {
        var ref = boundary.refFrom(value);
        if (ref == null) {
            throw new VatException(
                    ErrorCode.BAD_PROMISE_RESOLUTION,
                    "a stream to \"" + method + "\" was opened to a promise that resolved to something that is not a"
                            + " reference");
        }
        if (ref instanceof PromiseRef further) {
            openLater(stream, further.promise(), method, arguments);
        } else if (!stream.isOver()) {
            open(stream, boundary.sender().message(boundary.slotOf(ref), method, arguments));
        }
    }

    /** Somebody opened a stream to an object of this vat. */
    void opened(Delivery.StreamOpened delivery) {
        var stream = new VatStream(this);
        open.put(delivery.stream(), stream);
        stream.opened(delivery.stream());
        try {
            if (boundary.invocation().open(delivery.opening(), stream) instanceof CompletionStage<?> stage) {
                CompletionStage<?> handled = boundary.adopt(stage);
                handled.whenComplete((value, failure) -> {
                    if (failure != null) {
                        stream.fail(failure);
                    }
                });
            }
        } catch (Throwable thrown) {
            boundary.crank().abortIfFatal(thrown);
            boundary.receive(delivery.opening().arguments());
            stream.fail(thrown);
        }
    }

    void signalled(List<Delivery.Signalled> signals) {
        for (var said : signals) {
            var stream = open.get(said.stream());
            if (stream != null) {
                stream.hear(said.signal());
            }
        }
    }

    /** It has something to say when the crank ends. */
    void talks(VatStream stream) {
        talking.add(stream);
    }

    /** Both of its directions are over. */
    void forget(long number) {
        open.remove(number);
    }

    void endCrank() {
        for (var stream : talking) {
            stream.sayAll(boundary.crank());
        }
        talking.clear();
    }

    int size() {
        return open.size();
    }
}
