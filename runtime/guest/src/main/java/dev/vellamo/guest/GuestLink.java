package dev.vellamo.guest;

import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.WireError;
import dev.vellamo.protocol.wire.WireException;
import dev.vellamo.protocol.wire.WireFault;
import java.util.function.Consumer;

/** What a guest does when its kernel begins something: every stream to {@code vat}, {@code run}, is a heap of a vat. */
final class GuestLink implements LinkHandler {

    /** How the link ended; {@code inOrder} says whether the kernel had said before that it would. */
    record End(boolean inOrder, WireFault reason) {}

    private static final String TARGET = "vat";
    private static final String METHOD = "run";

    private final VatPlace place;
    private final Consumer<End> whenEnded;
    private volatile boolean kernelLeaves;

    /**
     * For one link.
     *
     * @param whenEnded is told once, on a thread of the link, before its transport is closed
     */
    GuestLink(VatPlace place, Consumer<End> whenEnded) {
        this.place = place;
        this.whenEnded = whenEnded;
    }

    @Override
    public void opened(LinkStream stream, Invocation invocation) {
        try {
            var context = InvocationContext.decode(invocation.context());
            if (context.target().equals(TARGET) && context.method().equals(METHOD)) {
                stream.accept(new HostedVat(stream, place));
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
                "a guest for vats has " + TARGET + "/" + METHOD + " only, not " + context.target() + "/"
                        + context.method());
    }

    @Override
    public void requested(LinkRequest request) {
        request.reject(new WireFault(WireError.NOT_FOUND, "a guest for vats answers no requests"));
    }

    @Override
    public void goingAway(WireFault reason) {
        kernelLeaves = true;
    }

    @Override
    public void ended(WireFault reason) {
        whenEnded.accept(new End(kernelLeaves && reason.is(WireError.GOING_AWAY), reason));
    }

    @Override
    public void ready(Hello other) {}

    @Override
    public void cancelled(LinkRequest request) {}

    @Override
    public void changed(Frame.KeyChanged change) {}
}
