package dev.vellamo.io.memory;

import java.io.IOException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Writes to a pipe.
 *
 * <pre>
 *   emits          to the pipe, as far as it has room
 *   backpressures  until the pipe has taken the whole element
 *   completes      closes the pipe for writing; a failure breaks it off
 *   cancels        when an element meets a pipe without a reader
 * </pre>
 */
final class PipeSink extends GraphStage<SinkShape<ByteString>> {
    private final Inlet<ByteString> in = Inlet.create("PipeSink.in");
    private final BytePipe pipe;

    PipeSink(BytePipe pipe) {
        this.pipe = pipe;
    }

    @Override
    public SinkShape<ByteString> shape() {
        return SinkShape.of(in);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new GraphStageLogic(shape()) {
            private ByteString rest = ByteString.emptyByteString();
            private boolean finishing;

            {
                setHandler(in, new AbstractInHandler() {
                    @Override
                    public void onPush() {
                        rest = grab(in);
                        write();
                    }

                    @Override
                    public void onUpstreamFinish() {
                        finishing = true;
                        write();
                    }

                    @Override
                    public void onUpstreamFailure(Throwable failure) {
                        pipe.breakOff("Connection reset by peer");
                        failStage(failure);
                    }
                });
            }

            @Override
            public void preStart() {
                setKeepGoing(true);
                var changed = this.<Boolean>createAsyncCallback(ignored -> write());
                pipe.onChange(() -> changed.invoke(true));
                pull(in);
            }

            @Override
            public void postStop() {
                pipe.closeWriter();
            }

            private void write() {
                if (!rest.isEmpty() && pipe.isReaderClosed()) {
                    failStage(new IOException("Broken pipe"));
                    return;
                }
                if (!rest.isEmpty()) {
                    rest = pipe.write(rest);
                }
                if (rest.isEmpty() && finishing) {
                    completeStage();
                } else if (rest.isEmpty() && !hasBeenPulled(in) && !isClosed(in)) {
                    pull(in);
                }
            }
        };
    }
}
