package dev.vellamo.guest;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.io.link.MemoryTransport;
import dev.vellamo.protocol.wire.WireIdentity;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A guest and its kernel in one process, with a link in memory between them. */
final class GuestPair {

    private final VatPlace place;
    private final Link guest;
    private final KernelEnd kernel;

    private GuestPair(Path files) {
        var ends = MemoryTransport.pair();
        place = VatPlace.of(files, GuestPair.class.getClassLoader());
        var identity = WireIdentity.child(KernelEnd.INCARNATION, 0, null);
        guest = Link.start(LinkEnd.of("kernel", identity), ends.second(), new GuestLink(place));
        kernel = new KernelEnd(ends.first());
    }

    static GuestPair start(Path files) throws Exception {
        var pair = new GuestPair(files);
        pair.kernel.awaitReady();
        return pair;
    }

    KernelEnd kernel() {
        return kernel;
    }

    VatPlace place() {
        return place;
    }

    void end() throws Exception {
        kernel.end();
        guest.released().toCompletableFuture().get(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
        place.close();
        place.threads().awaitTermination(KernelEnd.PATIENCE_S, TimeUnit.SECONDS);
    }
}
