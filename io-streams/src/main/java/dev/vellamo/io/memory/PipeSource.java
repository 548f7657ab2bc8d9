package dev.vellamo.io.memory;

import java.io.IOException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Reads from a pipe.
 *
 * <pre>
 *   emits          what is in the pipe, at most a chunk, when there is demand
 *   backpressures  leaves it in the pipe
 *   completes      when the pipe is empty and closed for writing; fails if it broke
 *   cancels        closes the pipe for reading
 * </pre>
 */
final class PipeSource extends GraphStage<SourceShape<ByteString>> {
    private final Outlet<ByteString> out = Outlet.create("PipeSource.out");
    private final BytePipe pipe;
    private final int chunkBytes;

    PipeSource(BytePipe pipe, int chunkBytes) {
        this.pipe = pipe;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return SourceShape.of(out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new GraphStageLogic(shape()) {
            {
                setHandler(out, new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        read();
                    }
                });
            }

            @Override
            public void preStart() {
                var changed = this.<Boolean>createAsyncCallback(ignored -> read());
                pipe.onChange(() -> changed.invoke(true));
                read();
            }

            @Override
            public void postStop() {
                pipe.closeReader();
            }

            private void read() {
                if (isAvailable(out) && !pipe.isEmpty()) {
                    push(out, pipe.read(chunkBytes));
                }
                if (pipe.isAtEnd() && !isClosed(out)) {
                    pipe.broken().ifPresentOrElse(reason -> failStage(new IOException(reason)), this::completeStage);
                }
            }
        };
    }
}
