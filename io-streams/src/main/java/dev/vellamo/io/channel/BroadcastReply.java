package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.apache.pekko.Done;

/**
 * The answer to a unit that went to many clients: done when each of them has taken it or is gone.
 *
 * <p>A client that is so slow that its unit found no room is reported, and is no reason to fail the others.
 */
final class BroadcastReply {
    private final Reply<Done> whole;
    private final AtomicInteger open;
    private final LongConsumer tooSlow;

    BroadcastReply(Reply<Done> whole, int clients, LongConsumer tooSlow) {
        this.whole = whole;
        this.open = new AtomicInteger(clients);
        this.tooSlow = tooSlow;
    }

    Reply<Done> of(long session) {
        return new Reply<>() {
            @Override
            public void succeed(Done value) {
                countDown();
            }

            @Override
            public void fail(ErrorCode code, String message) {
                if (code == ErrorCode.LIMIT_REACHED) {
                    tooSlow.accept(session);
                }
                countDown();
            }
        };
    }

    private void countDown() {
        if (open.decrementAndGet() == 0) {
            whole.succeed(Done.getInstance());
        }
    }
}
