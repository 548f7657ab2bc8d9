package dev.vellamo.guest;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.LinkTransport;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.InvocationContext;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The kernel's end of a link to a guest. */
final class KernelEnd implements LinkHandler {

    static final long INCARNATION = 7;

    /** Far more than anything here takes. */
    static final long PATIENCE_S = 30;

    private final CompletableFuture<Hello> ready = new CompletableFuture<>();
    private final CompletableFuture<WireFault> ended = new CompletableFuture<>();
    private final Link link;

    KernelEnd(LinkTransport transport) {
        link = Link.start(LinkEnd.of("guest", WireIdentity.host(INCARNATION, 1, null)), transport, this);
    }

    KernelEnd awaitReady() throws Exception {
        ready.get(PATIENCE_S, TimeUnit.SECONDS);
        return this;
    }

    WireFault awaitEnd() throws Exception {
        return ended.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    Link link() {
        return link;
    }

    Heap open() {
        return open("vat", "run");
    }

    Heap open(String target, String method) {
        var heap = new Heap();
        heap.stream = link.open(Invocation.of(InvocationContext.of(target, method), Payload.EMPTY), heap);
        return heap;
    }

    @Override
    public void ready(Hello other) {
        ready.complete(other);
    }

    @Override
    public void ended(WireFault reason) {
        ready.completeExceptionally(new IllegalStateException(reason.toString()));
        ended.complete(reason);
    }

    void end() throws Exception {
        link.cut("the test is over");
        link.released().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    @Override
    public void opened(LinkStream stream, Invocation invocation) {}

    @Override
    public void requested(LinkRequest request) {}

    @Override
    public void cancelled(LinkRequest request) {}

    @Override
    public void changed(Frame.KeyChanged change) {}

    @Override
    public void goingAway(WireFault reason) {}
}
