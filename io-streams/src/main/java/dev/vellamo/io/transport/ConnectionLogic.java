package dev.vellamo.io.transport;

import java.io.IOException;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection as a stage: what goes in goes to the peer, what comes out comes from it.
 *
 * <ul>
 *   <li>emits what the peer sent, when there is demand: at most {@link IoBuffers#CHUNK_BYTES} at a time
 *   <li>backpressures while the socket takes nothing and {@link SendBuffer#MAX_GATHERED_BYTES} wait
 *   <li>completes when both directions have ended: the output at the peer's end of stream; input that completed is sent
 *       whole, then the connection is half-closed
 *   <li>cancels its input when the peer reads no longer. What the peer had sent is still emitted, then the output fails
 *   <li>when its output is cancelled, the peer's further bytes are refused and the input goes on; if it is cancelled with a
 *       failure, or the input fails, the connection ends at once
 * </ul>
 */
class ConnectionLogic extends TimerGraphStageLogic implements Connection.Owner, InHandler, OutHandler {

    private final FlowShape<ByteString, ByteString> shape;
    private final SendBuffer waiting = new SendBuffer();
    private @Nullable Connection connection;
    private @Nullable TransportException sendFailure;

    ConnectionLogic(FlowShape<ByteString, ByteString> shape) {
        super(shape);
        this.shape = shape;
        setHandler(shape.in(), this);
        setHandler(shape.out(), this);
    }

    @Override
    public void preStart() {
        setKeepGoing(true);
    }

    /** Takes the connection over and starts to move bytes. */
    final void open(Connection opened) {
        connection = opened;
        opened.attach(this, createAsyncCallback(Runnable::run)::invoke);
        onPull();
        send();
    }

    @Override
    public void postStop() {
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public final void onPush() {
        waiting.add(grab(shape.in()));
        send();
    }

    @Override
    public final void onUpstreamFinish() {
        send();
    }

    @Override
    public final void onPull() {
        if (connection != null && isAvailable(shape.out())) {
            connection.demand();
        }
    }

    @Override
    public final void onDownstreamFinish(Throwable cause) {
        if (connection == null) {
            cancelledUnconnected(cause);
        } else if (!(cause instanceof SubscriptionWithCancelException.NonFailureCancellation)) {
            failStage(cause);
        } else if (sendFailure != null) {
            failStage(sendFailure);
        } else {
            refuseInput(connection);
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
        waiting.writable();
        send();
    }

    @Override
    public final void cut(TransportException reason) {
        failStage(reason);
    }

    /** The output was cancelled before there was a connection. */
    void cancelledUnconnected(Throwable cause) {
        failStage(cause);
    }

    private void send() {
        if (connection == null || sendFailure != null) {
            return;
        }
        try {
            waiting.flush(connection);
            if (isClosed(shape.in()) && waiting.isEmpty()) {
                connection.endOutput();
                stopIfOver();
            } else if (!isClosed(shape.in()) && waiting.hasRoom() && !hasBeenPulled(shape.in())) {
                pull(shape.in());
            }
        } catch (IOException failure) {
            sendFailed(connection, connection.explained(failure));
        }
    }

    private void sendFailed(Connection to, TransportException failure) {
        sendFailure = failure;
        waiting.discard();
        if (isClosed(shape.out()) || !to.isOpen()) {
            failStage(failure);
        } else {
            cancel(shape.in(), failure);
        }
    }

    private void refuseInput(Connection from) {
        try {
            from.refuseInput();
            stopIfOver();
        } catch (IOException failure) {
            failStage(from.explained(failure));
        }
    }

    private void stopIfOver() {
        if (isClosed(shape.in()) && isClosed(shape.out()) && waiting.isEmpty()) {
            completeStage();
        }
    }
}
