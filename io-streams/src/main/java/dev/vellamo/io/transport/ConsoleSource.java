package dev.vellamo.io.transport;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Reads a console.
 *
 * <ul>
 *   <li>emits what was typed or piped in, when there is demand
 *   <li>backpressures by not reading
 *   <li>completes at the end of the input; fails if it cannot be read
 *   <li>when cancelled, leaves what is being read to the next who reads
 * </ul>
 */
final class ConsoleSource extends GraphStage<SourceShape<ByteString>> {

    /** Who wants to know. */
    interface Listener {
        /** There is no more input. */
        void inputEnded();

        /** Nobody reads any more. */
        void stopped();
    }

    private final SourceShape<ByteString> shape = SourceShape.of(Outlet.create("Console.out"));
    private final ConsoleInput input;
    private final Listener listener;

    ConsoleSource(ConsoleInput input, Listener listener) {
        this.input = input;
        this.listener = listener;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<ByteString> read = createAsyncCallback(this::onRead);
        private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);

        Logic() {
            super(shape);
            setHandler(shape.out(), new AbstractOutHandler() {
                @Override
                public void onPull() {
                    input.next().whenComplete((bytes, failure) -> {
                        if (failure == null) {
                            read.invoke(bytes);
                        } else {
                            failed.invoke(BlockingWork.cause(failure));
                        }
                    });
                }
            });
        }

        @Override
        public void postStop() {
            listener.stopped();
        }

        private void onRead(ByteString bytes) {
            if (bytes.isEmpty()) {
                listener.inputEnded();
                completeStage();
            } else {
                input.taken();
                push(shape.out(), bytes);
            }
        }
    }
}
