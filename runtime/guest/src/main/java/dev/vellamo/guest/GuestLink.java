package dev.vellamo.guest;

import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireException;
import dev.vellamo.protocol.wire.WireFault;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a guest does when its kernel begins something: every stream to {@code vat}, {@code run}, is a heap of a vat, and its
 * arguments are what the kernel calls that heap. The request {@code vat}, {@code interrupt} names it.
 */
final class GuestLink implements LinkHandler {

    /** How the link ended; {@code inOrder} says whether the kernel had said before that it would. */
    record End(boolean inOrder, WireFault reason) {}

    private static final String TARGET = "vat";
    private static final String RUN = "run";
    private static final String INTERRUPT = "interrupt";

    private final VatPlace place;
    private final Map<String, HostedVat> heaps = new ConcurrentHashMap<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile boolean kernelLeaves;

    GuestLink(VatPlace place) {
        this.place = place;
    }

    /** Completes on a thread of the link, before its transport is closed. */
    CompletionStage<End> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void opened(LinkStream stream, Invocation invocation) {
        try {
            var context = InvocationContext.decode(invocation.context());
            if (context.target().equals(TARGET) && context.method().equals(RUN)) {
                var heap = invocation.arguments().bytes().text();
                var hosted = new HostedVat(stream, place, () -> heaps.remove(heap));
                heaps.put(heap, hosted);
                stream.accept(hosted);
            } else {
                stream.refuse(notFound(context));
            }
        } catch (WireException refused) {
            stream.refuse(refused.fault());
        }
    }

    private static WireFault notFound(InvocationContext context) {
        return new WireFault(
                WireError.NOT_FOUND,
                "a guest for vats has streams " + TARGET + "/" + RUN + " and requests " + TARGET + "/" + INTERRUPT
                        + ", and no " + context.target() + "/" + context.method());
    }

    @Override
    public void requested(LinkRequest request) {
        try {
            var context = InvocationContext.decode(request.invocation().context());
            if (context.target().equals(TARGET) && context.method().equals(INTERRUPT)) {
                interrupt(request.invocation().arguments().bytes().text());
                request.respond(Payload.EMPTY);
            } else {
                request.reject(notFound(context));
            }
        } catch (WireException refused) {
            request.reject(refused.fault());
        }
    }

    /** One that is not there any more runs nothing. */
    private void interrupt(String heap) {
        var hosted = heaps.get(heap);
        if (hosted != null) {
            hosted.interrupt();
        }
    }

    @Override
    public void goingAway(WireFault reason) {
        kernelLeaves = true;
    }

    @Override
    public void ended(WireFault reason) {
        ended.complete(new End(kernelLeaves && reason.is(WireError.GOING_AWAY), reason));
    }

    @Override
    public void ready(Hello other) {}

    @Override
    public void cancelled(LinkRequest request) {}

    @Override
    public void changed(Frame.KeyChanged change) {}
}
