package dev.vellamo.io.streams;

import dev.vellamo.io.link.Link;
import dev.vellamo.io.link.LinkEnd;
import dev.vellamo.io.link.LinkHandler;
import dev.vellamo.io.link.LinkRequest;
import dev.vellamo.io.link.LinkStream;
import dev.vellamo.io.link.MessageBatch;
import dev.vellamo.io.link.StandardTransport;
import dev.vellamo.io.link.StreamReceiver;
import dev.vellamo.protocol.wire.Bytes;
import dev.vellamo.protocol.wire.Frame;
import dev.vellamo.protocol.wire.Hello;
import dev.vellamo.protocol.wire.Invocation;
import dev.vellamo.protocol.wire.Payload;
import dev.vellamo.protocol.wire.WireFault;
import dev.vellamo.protocol.wire.WireIdentity;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A guest without an actor system, on its standard input and output: mirrors every stream and every request. Stops at the end
 * of its link.
 */
final class EchoGuest implements LinkHandler {

    private static final long TICK_MILLIS = 100;

    private final CountDownLatch ended = new CountDownLatch(1);

    public static void main(String[] arguments) throws InterruptedException {
        var guest = new EchoGuest();
        var link = Link.start(LinkEnd.of("host", WireIdentity.child(7, 0, null)), new StandardTransport(), guest);
        while (!guest.ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            link.tick();
        }
        System.exit(0);
    }

    @Override
    public void opened(LinkStream stream, Invocation invocation) {
        stream.accept(new Mirror(stream));
    }

    @Override
    public void requested(LinkRequest request) {
        request.respond(request.invocation().arguments());
    }

    @Override
    public void ended(WireFault reason) {
        ended.countDown();
    }

    @Override
    public void ready(Hello other) {}

    @Override
    public void cancelled(LinkRequest request) {}

    @Override
    public void changed(Frame.KeyChanged change) {}

    @Override
    public void goingAway(WireFault reason) {}

    /** Sends back what comes; consumes it only when there is room to send. */
    private static final class Mirror implements StreamReceiver {
        private final LinkStream stream;
        private long owed;

        Mirror(LinkStream stream) {
            this.stream = stream;
            stream.whenOver(stream::release);
        }

        @Override
        public void received(MessageBatch batch) {
            var back = new ArrayList<Payload>();
            for (int i = 0; i < batch.size(); i++) {
                back.add(new Payload(batch.form(i), Bytes.of(batch.array(i), batch.offset(i), batch.length(i))));
            }
            owed += batch.charge();
            if (stream.send(back)) {
                writable();
            }
        }

        @Override
        public void writable() {
            stream.consumed(owed);
            owed = 0;
        }

        @Override
        public void closed() {
            stream.close();
        }

        @Override
        public void cancelled(String reason) {
            stream.cancel(reason);
        }

        @Override
        public void failed(WireFault fault) {}
    }
}
