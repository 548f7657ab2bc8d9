package dev.vellamo.io.transport;

import java.io.IOException;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection as a stage: what goes in goes to the peer, what comes out comes from it.
 *
 * <ul>
 *   <li>emits what the peer sent, when there is demand: at most {@link IoBuffers#CHUNK_BYTES} at a time
 *   <li>backpressures while the socket takes nothing and {@link #MAX_GATHERED_BYTES} wait; the last element may exceed that
 *   <li>completes when both directions have ended: the output at the peer's end of stream; input that completed is sent
 *       whole, then the connection is half-closed
 *   <li>cancels its input when the peer reads no longer. What the peer had sent is still emitted, then the output fails
 *   <li>when its output is cancelled, the peer's further bytes are refused and the input goes on; if it is cancelled with a
 *       failure, or the input fails, the connection ends at once
 * </ul>
 */
class ConnectionLogic extends TimerGraphStageLogic implements Connection.Owner {

    /** Small elements that meet a full socket are gathered up to this size, so that one write takes them all. */
    static final int MAX_GATHERED_BYTES = IoBuffers.CHUNK_BYTES;

    private final FlowShape<ByteString, ByteString> shape;
    private @Nullable Connection connection;
    private ByteString unsent = ByteString.emptyByteString();
    private boolean socketFull;
    private @Nullable TransportException sendFailure;

    ConnectionLogic(FlowShape<ByteString, ByteString> shape) {
        super(shape);
        this.shape = shape;
        setHandler(shape.in(), new Input());
        setHandler(shape.out(), new Output());
    }

    @Override
    public void preStart() {
        setKeepGoing(true);
    }

    /** Takes the connection over and starts to move bytes. */
    final void open(Connection opened) {
        connection = opened;
        opened.attach(this, createAsyncCallback(Runnable::run)::invoke);
        if (isAvailable(shape.out())) {
            opened.demand();
        }
        send(opened);
    }

    @Override
    public void postStop() {
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public final void received(ByteString bytes) {
        push(shape.out(), bytes);
    }

    @Override
    public final void ended() {
        if (sendFailure != null) {
            failStage(sendFailure);
            return;
        }
        complete(shape.out());
        stopIfOver();
    }

    @Override
    public final void failed(IOException cause) {
        if (sendFailure != null) {
            failStage(sendFailure);
        } else if (connection != null) {
            failStage(connection.explained(cause));
        }
    }

    @Override
    public final void writable() {
        socketFull = false;
        sendWhatWaits();
    }

    @Override
    public final void cut(TransportException reason) {
        failStage(reason);
    }

    /** The output was cancelled before there was a connection. */
    void cancelledUnconnected(Throwable cause) {
        failStage(cause);
    }

    private void sendWhatWaits() {
        if (connection != null) {
            send(connection);
        }
    }

    private void send(Connection to) {
        try {
            if (!socketFull) {
                unsent = to.write(unsent);
                awaitRoom(to);
            }
            if (!isClosed(shape.in())) {
                pullIfRoom();
            } else if (unsent.isEmpty() && sendFailure == null) {
                to.endOutput();
                stopIfOver();
            }
        } catch (IOException failure) {
            sendFailed(to, failure);
        }
    }

    private void awaitRoom(Connection to) {
        if (!unsent.isEmpty()) {
            socketFull = true;
            to.awaitWritable();
        }
    }

    private void pullIfRoom() {
        if (unsent.size() < MAX_GATHERED_BYTES && !hasBeenPulled(shape.in())) {
            pull(shape.in());
        }
    }

    private void sendFailed(Connection to, IOException cause) {
        var failure = to.explained(cause);
        sendFailure = failure;
        unsent = ByteString.emptyByteString();
        if (isClosed(shape.out()) || !to.isOpen()) {
            failStage(failure);
        } else {
            cancel(shape.in(), failure);
        }
    }

    private void stopIfOver() {
        if (isClosed(shape.in()) && isClosed(shape.out()) && unsent.isEmpty()) {
            completeStage();
        }
    }

    private final class Input extends AbstractInHandler {
        @Override
        public void onPush() {
            unsent = unsent.concat(grab(shape.in()));
            sendWhatWaits();
        }

        @Override
        public void onUpstreamFinish() {
            sendWhatWaits();
        }
    }

    private final class Output extends AbstractOutHandler {
        @Override
        public void onPull() {
            if (connection != null) {
                connection.demand();
            }
        }

        @Override
        public void onDownstreamFinish(Throwable cause) {
            if (connection == null) {
                cancelledUnconnected(cause);
            } else if (!(cause instanceof SubscriptionWithCancelException.NonFailureCancellation)) {
                failStage(cause);
            } else if (sendFailure != null) {
                failStage(sendFailure);
            } else {
                refuseInput(connection);
                stopIfOver();
            }
        }

        private void refuseInput(Connection from) {
            try {
                from.refuseInput();
            } catch (IOException failure) {
                failStage(from.explained(failure));
            }
        }
    }
}
