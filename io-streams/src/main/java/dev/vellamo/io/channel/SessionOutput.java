package dev.vellamo.io.channel;

import dev.vellamo.protocol.capdata.ErrorCode;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a connection: a source of the units that are offered from any thread.
 *
 * <p>Materialise once. A unit counts as taken when the transport asks for the next one. Every offer is answered: here if
 * there is no room or the half has ended, else when its bytes were taken or the half ends.
 *
 * <pre>
 *   emits          when there is demand: what waits, gathered into one element
 *   backpressures  offers are refused at the limit
 *   completes      after {@link #finish}, when everything was taken
 *   cancels        downstream cancels when the client is gone; what waits fails then
 * </pre>
 */
final class SessionOutput extends GraphStage<SourceShape<ByteString>> {

    /** A connection that the channel itself closes before its time; carries no stack trace. */
    private static final class CutException extends RuntimeException {
        CutException(String why) {
            super(why, null, false, false);
        }
    }

    private final Outlet<ByteString> out = Outlet.create("SessionOutput.out");
    private final String session;
    private final long limitBytes;
    private final SessionEvents events;
    /** Guarded by itself, with the three flags below; replies are never called under its lock. */
    private final WriteQueue queue;

    private boolean idle;
    private boolean finishing;
    private boolean ended;
    private volatile @Nullable AsyncCallback<String> wakeUp;
    private volatile @Nullable AsyncCallback<String> cut;

    /** @param session what error messages call it */
    SessionOutput(String session, long limitBytes, SessionEvents events) {
        this.session = session;
        this.limitBytes = limitBytes;
        this.events = events;
        this.queue = new WriteQueue(limitBytes);
    }

    /** Writes a line. From any thread. */
    void offer(byte[] line, Reply<Done> reply) {
        boolean refused;
        boolean gone;
        synchronized (queue) {
            gone = ended || finishing;
            refused = !gone && !queue.offer(line, reply);
        }
        if (gone) {
            reply.fail(ErrorCode.SESSION_ENDED, session + " has ended");
        } else if (refused) {
            reply.fail(
                    ErrorCode.LIMIT_REACHED,
                    session + " has bufferBytes " + limitBytes + " of writes that its client does not take");
        } else {
            wake();
        }
    }

    /** Sends what waits, then completes. From any thread. */
    void finish() {
        synchronized (queue) {
            finishing = true;
        }
        wake();
    }

    /** Ends at once; what waits fails. From any thread. */
    void cut(String why) {
        var callback = cut;
        if (callback != null) {
            callback.invoke(why);
        }
    }

    private void wake() {
        boolean sleeping;
        synchronized (queue) {
            sleeping = idle;
            idle = false;
        }
        var callback = wakeUp;
        if (sleeping && callback != null) {
            callback.invoke("");
        }
    }

    @Override
    public SourceShape<ByteString> shape() {
        return SourceShape.of(out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Writing();
    }

    private final class Writing extends GraphStageLogic {

        Writing() {
            super(shape());
            wakeUp = createAsyncCallback(ignored -> emit());
            cut = createAsyncCallback(why -> failStage(new CutException(why)));
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    taken();
                    emit();
                }
            });
        }

        @Override
        public void postStop() {
            List<Reply<Done>> lost;
            synchronized (queue) {
                ended = true;
                lost = queue.drain();
            }
            lost.forEach(reply -> reply.fail(ErrorCode.SESSION_ENDED, session + " ended before its client took this"));
            events.outputEnded();
        }

        private void taken() {
            List<Reply<Done>> done;
            synchronized (queue) {
                done = queue.taken();
            }
            done.forEach(reply -> reply.succeed(Done.getInstance()));
        }

        private void emit() {
            if (isClosed(out) || !isAvailable(out)) {
                return;
            }
            byte[] next = null;
            boolean over;
            synchronized (queue) {
                over = finishing && queue.isEmpty();
                idle = queue.isEmpty();
                if (!idle) {
                    next = queue.gather();
                }
            }
            if (next != null) {
                push(out, ByteString.fromArrayUnsafe(next));
            } else if (over) {
                completeStage();
            }
        }
    }
}
